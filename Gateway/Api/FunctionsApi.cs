using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Functions;
using Faas.Gateway.Problems;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Faas.Gateway.Api;

/// <summary>Functions: deploy, read, replace, delete.</summary>
internal static class FunctionsApi
{
    /// <summary>48 MiB of code in base64, and room for everything else.</summary>
    private const long MaxBody = (CodeReference.MaxSize / 3 * 4) + (8 << 20);

    public static void MapFunctions(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/functions").WithTags("Functions"), "");
        Map(routes.MapGroup("/packages/{package}/functions").WithTags("Functions in packages"), "InPackage");
    }

    private static void Map(RouteGroupBuilder group, string suffix)
    {
        group.MapPost("/", Create).WithName($"CreateFunction{suffix}").WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .Produces<FunctionResponse>(201).Problems(400, 409, 413, 503);
        group.MapGet("/", List).WithName($"ListFunctions{suffix}").Produces<FunctionList>().Problems(400, 503);
        group.MapGet("/{name}", Get).WithName($"GetFunction{suffix}").Produces<FunctionResponse>().Produces(304).Problems(400, 404, 503);
        group.MapPut("/{name}", Put).WithName($"PutFunction{suffix}").WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .Produces<FunctionResponse>().Produces<FunctionResponse>(201).Problems(400, 409, 412, 413, 503);
        group.MapGet("/{name}/code", GetCode).WithName($"GetFunctionCode{suffix}").Produces<string>(200, "text/plain", "application/zip").Problems(400, 404, 503);
        group.MapInvoke(suffix);
        group.MapDelete("/{name}", Delete).WithName($"DeleteFunction{suffix}").Produces(204).Problems(400, 404, 412, 503);
    }

    /// <summary>Deploys a new function.</summary>
    internal static async Task<IResult> Create(FunctionPath path, HttpContext context, FunctionService service, CancellationToken ct)
    {
        var (request, problem) = await ReadAsync(context.Request, ct);
        if (request is null) return problem!;
        if (!path.TryGetId(request.Name ?? "", out var id, out problem)) return problem!;
        var (saved, refusal) = await service.SaveAsync(id, request, new SaveCondition.New(), ct);
        return saved is null ? refusal! : Created(context, saved);
    }

    /// <summary>Lists functions in the order of their names.</summary>
    internal static async Task<IResult> List(FunctionPath path, HttpContext context, FunctionStore store, CancellationToken ct, int limit = 30, string? cursor = null)
    {
        if (limit is < 1 or > 200) return ProblemTypes.Invalid([("limit", "The limit is 1 to 200.")]);
        var after = cursor is null ? path.Package is null ? null : $"{path.Package}/" : Cursor.Read(cursor);
        if (cursor is not null && after is null) return ProblemTypes.Invalid([("cursor", "This is no cursor that a listing gave.")]);
        var page = await store.ListAsync(path.Namespace, after, limit, ct);
        var functions = page.Functions.Where(function => path.Package is null || function.Name.Package == path.Package).ToArray();
        // In order of names a package's functions stand together: the first other one ends them.
        var next = functions.Length == page.Functions.Count ? page.Next : null;
        if (next is not null) context.Response.Headers.Link = $"<{context.Request.Path}?limit={limit}&cursor={Cursor.Write(next)}>; rel=\"next\"";
        return TypedResults.Ok(new FunctionList([.. functions.Select(FunctionResponse.Of)], next is null ? null : Cursor.Write(next)));
    }

    /// <summary>Reads a function.</summary>
    internal static async Task<IResult> Get(FunctionPath path, HttpContext context, FunctionStore store, CancellationToken ct)
    {
        if (!path.TryGetId(null, out var id, out var problem)) return problem!;
        if (await store.FindAsync(id, ct) is not { } function) return ProblemTypes.UnknownFunction();
        var etag = ETag(function);
        context.Response.Headers.ETag = etag;
        return context.Request.Headers.IfNoneMatch.Contains(etag) ? TypedResults.StatusCode(304) : TypedResults.Ok(FunctionResponse.Of(function));
    }

    /// <summary>Creates or replaces a function.</summary>
    internal static async Task<IResult> Put(FunctionPath path, HttpContext context, FunctionService service, CancellationToken ct)
    {
        var (request, problem) = await ReadAsync(context.Request, ct);
        if (request is null) return problem!;
        if (!path.TryGetId(null, out var id, out problem)) return problem!;
        if (request.Name is { } name && name != id.Name.Base) return ProblemTypes.Invalid([("name", "The name is another than the path's.")]);
        SaveCondition condition = context.Request.Headers.IfNoneMatch == "*" ? new SaveCondition.New()
            : Revision(context.Request) is { } revision ? new SaveCondition.At(revision) : new SaveCondition.Any();
        var (saved, refusal) = await service.SaveAsync(id, request, condition, ct);
        if (saved is null) return refusal!;
        if (saved.Replaced is null) return Created(context, saved);
        context.Response.Headers.ETag = ETag(saved.Definition);
        return TypedResults.Ok(FunctionResponse.Of(saved.Definition));
    }

    /// <summary>Reads a function's code: its source, or its zip archive.</summary>
    internal static async Task<IResult> GetCode(FunctionPath path, FunctionStore store, CodeStore codes, CancellationToken ct)
    {
        if (!path.TryGetId(null, out var id, out var problem)) return problem!;
        if (await store.FindAsync(id, ct) is not { } function || await codes.FindAsync(function.Code.Sha256, ct) is not { } code) return ProblemTypes.UnknownFunction();
        return TypedResults.Bytes(code, function.Code.Binary ? "application/zip" : "text/plain; charset=utf-8");
    }

    /// <summary>Deletes a function.</summary>
    internal static async Task<IResult> Delete(FunctionPath path, HttpContext context, FunctionService service, CancellationToken ct)
    {
        if (!path.TryGetId(null, out var id, out var problem)) return problem!;
        return await service.DeleteAsync(id, Revision(context.Request), ct) switch
        {
            DeleteOutcome.Deleted => TypedResults.NoContent(),
            DeleteOutcome.OtherRevision other => ProblemTypes.OtherRevision(other.Current),
            _ => ProblemTypes.UnknownFunction(),
        };
    }

    /// <summary>Reads a definition, whatever its Content-Type says: curl says a form.</summary>
    private static async Task<(FunctionRequest?, ProblemHttpResult?)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            var read = await JsonSerializer.DeserializeAsync(request.Body, GatewayJson.Default.FunctionRequest, ct);
            return read is null ? (null, ProblemTypes.BadRequest("The body must be a JSON object.")) : (read, null);
        }
        catch (JsonException e)
        {
            return (null, ProblemTypes.BadRequest($"The body is not a function (at {e.Path ?? "$"}, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): {e.Message.Split(" Path:")[0]}"));
        }
    }

    private static Created<FunctionResponse> Created(HttpContext context, SaveOutcome.Saved saved)
    {
        context.Response.Headers.ETag = ETag(saved.Definition);
        return TypedResults.Created(FunctionPath.Of(saved.Definition.Name), FunctionResponse.Of(saved.Definition));
    }

    private static string ETag(FunctionDefinition function) => $"\"{function.Revision}\"";

    private static string? Revision(HttpRequest request) => request.Headers.IfMatch.ToString() is { Length: > 0 } match and not "*" ? match.Trim('"') : null;
}
