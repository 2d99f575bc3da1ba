using Faas.Gateway.ApiKeys;
using Faas.Gateway.Status;
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
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiKeyJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, StatusJson.Default);
        });
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
