using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Faas.Gateway.OpenApi;

/// <summary>Says what the API is and how to authenticate, and puts paths in an order in which their examples can be tried one after the other.</summary>
internal sealed class DocumentTransformer(IOptions<GatewayOptions> options) : IOpenApiDocumentTransformer
{
    private const string About =
        """
        Deploy functions, invoke them, look at their invocations.

        Every answer that is no success is a problem (RFC 9457) whose `type` is stable. Beside what is listed here there are `/health/live`,
        `/health/ready` and `/metrics`, which need no key.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = "Faas", Version = "v1", Description = About };
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key as `id:secret`." },
            ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "An API key: its id as user, its secret as password." },
        };
        if (!options.Value.NoKeys) document.Security = [Need("bearer", document), Need("basic", document)];
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => Rank(path.Key)).ThenBy(path => path.Key, StringComparer.Ordinal)) paths[path] = item;
        document.Paths = paths;
        return Task.CompletedTask;
    }

    /// <summary>A function is deleted after it was invoked, not before.</summary>
    private static int Rank(string path) => path switch
    {
        "/functions" => 0,
        _ when path.StartsWith("/functions/{name}/", StringComparison.Ordinal) => 1,
        _ when path.StartsWith("/invocations", StringComparison.Ordinal) => 2,
        _ when path.StartsWith("/functions", StringComparison.Ordinal) => 3,
        "/packages/{package}/functions" => 4,
        _ when path.StartsWith("/packages", StringComparison.Ordinal) && !path.EndsWith("{name}", StringComparison.Ordinal) => 5,
        _ when path.StartsWith("/packages", StringComparison.Ordinal) => 6,
        _ => 7,
    };

    private static OpenApiSecurityRequirement Need(string scheme, OpenApiDocument document) => new() { [new(scheme, document)] = [] };
}
