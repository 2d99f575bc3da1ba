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

    public static void UseSwagger(this IApplicationBuilder app) => app.UseSwaggerUI(page =>
    {
        page.SwaggerEndpoint(Path, "Faas");
        page.DocumentTitle = "Faas";
        page.EnableTryItOutByDefault();
    });

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi(Path).WithMetadata(new AllowAnonymousAttribute()).DisableHttpMetrics();
}
