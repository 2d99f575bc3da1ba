namespace Faas.Gateway.Docs;

/// <summary>The API's own description, and the page to explore it with.</summary>
internal static class DocsExtensions
{
    public static void AddDocs(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DocumentInfo.Apply);
        options.AddOperationTransformer(OperationDetails.Apply);
    });

    public static void MapDocs(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.UseSwaggerUI(options =>
        {
            options.SwaggerEndpoint("/openapi/v1.json", "Faas");
            options.RoutePrefix = "swagger";
            options.DisplayRequestDuration();
            options.EnableTryItOutByDefault();
        });
    }
}
