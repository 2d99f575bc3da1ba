using Microsoft.AspNetCore.Authorization;

namespace Faas.Gateway.OpenApi;

/// <summary>The API's description at <c>/openapi/v1.json</c>, and a page to try it at <c>/swagger</c>.</summary>
internal static class OpenApiExtensions
{
    private const string Path = "/openapi/v1.json";

    public static IHostApplicationBuilder AddOpenApi(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(openApi => openApi
            .AddOperationTransformer<OperationTransformer>()
            .AddDocumentTransformer<DocumentTransformer>()
            .AddSchemaTransformer<SchemaTransformer>());
        return builder;
    }

    /// <remarks>Only before its own path: it is a state machine more for every request that passes through it.</remarks>
    public static void UseSwagger(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger"), swagger => swagger.UseSwaggerUI(page =>
        {
            page.SwaggerEndpoint(Path, "Faas");
            page.DocumentTitle = "Faas";
            page.EnableTryItOutByDefault();
        }));

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi(Path).WithMetadata(new AllowAnonymousAttribute()).DisableHttpMetrics();
}
