using Faas.Contracts;
using Faas.Gateway.Access;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.Functions;

/// <summary>Functions: of the default package at <c>/functions</c>, of another at <c>/packages/{package}/functions</c>.</summary>
internal static class FunctionsApi
{
    public const int DefaultLimit = 30, MaxLimit = 200;

    public static IHostApplicationBuilder AddFunctions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KindCatalog>();
        builder.Services.AddSingleton<FunctionWriter>();
        builder.Services.AddSingleton<FunctionSaving>();
        return builder;
    }

    public static void MapFunctions(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/functions"), "");
        Map(routes.MapGroup("/packages/{package}/functions"), "InPackage");
    }

    private static void Map(RouteGroupBuilder group, string suffix)
    {
        group.WithTags("Functions").AddEndpointFilter(FunctionRoute.CheckAsync);
        group.MapPost("", Create).WithName("CreateFunction" + suffix).DescribedAsCreate();
        group.MapGet("", List).WithName("ListFunctions" + suffix).DescribedAsList();
        group.MapGet("/{name}", Get).WithName("GetFunction" + suffix).DescribedAsGet();
        group.MapGet("/{name}/code", GetCode).WithName("GetFunctionCode" + suffix).DescribedAsGetCode();
        group.MapPut("/{name}", Put).WithName("PutFunction" + suffix).DescribedAsPut();
        group.MapDelete("/{name}", Delete).WithName("DeleteFunction" + suffix).DescribedAsDelete();
    }

    /// <summary>Creates a function.</summary>
    internal static Task<IResult> Create(HttpContext context, FunctionSaving saving, CancellationToken ct)
    {
        var (ns, package) = (context.Caller().Namespace, (string?)context.Request.RouteValues["package"]);
        return saving.SaveAsync(context, null, name => new(ns, FunctionName.Parse(package is null ? name : $"{package}/{name}", null)), new SaveCondition.New(), ct);
    }

    /// <summary>Lists functions in the order of their names.</summary>
    internal static async Task<IResult> List(HttpContext context, FunctionStore functions, int? limit, string? cursor, CancellationToken ct)
    {
        var mistakes = new Mistakes();
        if (limit is < 1 or > MaxLimit) mistakes.Add("limit", $"'limit' is 1 to {MaxLimit}.");
        var after = cursor is null ? null : Cursor.Read(cursor);
        if (cursor is not null && after is null) mistakes.Add("cursor", "'cursor' is not one that a list gave out.");
        if (mistakes.Any) return Problem.Invalid(mistakes);
        var prefix = context.Request.RouteValues["package"] is string package ? package + "/" : "";
        var page = await functions.ListAsync(context.Caller().Namespace, after ?? (prefix.Length > 0 ? prefix : null), limit ?? DefaultLimit, ct);
        var found = page.Functions.Where(function => function.Name.ToString().StartsWith(prefix, StringComparison.Ordinal)).Select(FunctionView.Of).ToArray();
        var next = page.Next?.StartsWith(prefix, StringComparison.Ordinal) == true ? Cursor.Write(page.Next) : null;
        if (next is not null) context.Response.Headers.Link = $"<{context.Request.Path}?limit={limit ?? DefaultLimit}&cursor={next}>; rel=\"next\"";
        return TypedResults.Ok(new FunctionListView(found, next));
    }

    /// <summary>Shows a function.</summary>
    internal static async Task<IResult> Get(HttpContext context, FunctionRoute route, FunctionStore functions, CancellationToken ct)
    {
        if (await functions.FindAsync(route.Id, ct) is not { } function) return Problem.UnknownFunction();
        context.Response.Headers.ETag = EntityTags.Of(function.Revision);
        return EntityTags.IsKnown(context.Request, function.Revision) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(FunctionView.Of(function));
    }

    /// <summary>Gives a function's code as it was uploaded.</summary>
    internal static async Task<IResult> GetCode(FunctionRoute route, FunctionStore functions, CodeStore code, CancellationToken ct)
    {
        if (await functions.FindAsync(route.Id, ct) is not { Code: { } reference } || await code.FindAsync(reference.Sha256, ct) is not { } bytes) return Problem.UnknownFunction();
        return TypedResults.Bytes(bytes, reference.Binary ? "application/zip" : "text/plain; charset=utf-8");
    }

    /// <summary>Creates or replaces a function.</summary>
    internal static async Task<IResult> Put(HttpContext context, FunctionRoute route, FunctionStore functions, FunctionSaving saving, CancellationToken ct)
    {
        if (EntityTags.MustBeNew(context.Request)) return await saving.SaveAsync(context, route.Id.Name.Base, _ => route.Id, new SaveCondition.New(), ct);
        if (context.Request.Headers.IfMatch.Count == 0) return await saving.SaveAsync(context, route.Id.Name.Base, _ => route.Id, new SaveCondition.Any(), ct);
        var current = await functions.FindAsync(route.Id, ct);
        return EntityTags.FailsIfMatch(context.Request, current?.Revision)
            ? Problem.PreconditionFailed(current is null ? "It does not exist." : $"It is at revision {current.Revision}.")
            : await saving.SaveAsync(context, route.Id.Name.Base, _ => route.Id, new SaveCondition.At(current!.Revision), ct);
    }

    /// <summary>Deletes a function; invocations of it that still wait end as <c>function-deleted</c>.</summary>
    internal static async Task<IResult> Delete(HttpContext context, FunctionRoute route, FunctionStore functions, FunctionWriter writer, CancellationToken ct)
    {
        if (await functions.FindAsync(route.Id, ct) is not { } current) return Problem.UnknownFunction();
        if (EntityTags.FailsIfMatch(context.Request, current.Revision)) return Problem.PreconditionFailed($"It is at revision {current.Revision}.");
        return await writer.DeleteAsync(route.Id, context.Request.Headers.IfMatch.Count > 0 ? current.Revision : null, ct) switch
        {
            DeleteOutcome.Deleted => TypedResults.NoContent(),
            DeleteOutcome.Unknown => Problem.UnknownFunction(),
            DeleteOutcome.OtherRevision other => Problem.PreconditionFailed($"It is at revision {other.Current}."),
            var outcome => throw new InvalidOperationException($"{outcome} is no outcome."),
        };
    }
}
