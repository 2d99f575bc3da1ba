using Faas.Invoker.Capacity;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Invoker.Code;

/// <summary>Serves code to executors.</summary>
internal static class CodeApi
{
    public static IEndpointRouteBuilder MapCode(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/code/{sha256}", Get);
        return routes;
    }

    /// <summary>The bytes with this hash, to whoever shows the cluster's token.</summary>
    internal static async Task<Results<FileContentHttpResult, NotFound, UnauthorizedHttpResult>> Get(
        string sha256, HttpRequest request, CodeStore store, ClusterToken token, CancellationToken ct)
    {
        if (!await token.IsShownByAsync(request, ct)) return TypedResults.Unauthorized();
        return await store.FindAsync(sha256, ct) is { } code ? TypedResults.File(code, "application/octet-stream") : TypedResults.NotFound();
    }
}
