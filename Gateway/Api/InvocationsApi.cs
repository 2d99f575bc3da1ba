using Faas.Contracts;
using Faas.Gateway.Auth;
using Faas.Gateway.Invocations;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.Api;

/// <summary>What is kept of invocations.</summary>
internal static class InvocationsApi
{
    public static void MapInvocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/invocations/{id}").WithTags("Invocations");
        group.MapGet("/", Get).WithName("GetInvocation").Produces<InvocationResponse>().Problems(404, 503);
        group.MapGet("/result", GetResult).WithName("GetInvocationResult").Produces<System.Text.Json.Nodes.JsonObject>().Problems(404, 409, 503);
        group.MapGet("/logs", GetLogs).WithName("GetInvocationLogs").Produces<string>(200, "text/plain").Problems(404, 503);
    }

    /// <summary>Reads an invocation: state, timings, result and logs.</summary>
    internal static async Task<IResult> Get(string id, HttpContext context, InvocationStore store, CancellationToken ct)
    {
        if (await FindAsync(id, context, store, ct) is not { } record) return ProblemTypes.UnknownInvocation();
        var result = record.Outcome is null ? null : await store.FindResultAsync(record.Id, ct);
        return TypedResults.Ok(InvocationResponse.Of(record, result, await store.FindLogsAsync(record, ct)));
    }

    /// <summary>Reads the result alone, byte for byte.</summary>
    internal static async Task<IResult> GetResult(string id, HttpContext context, InvocationStore store, CancellationToken ct)
    {
        if (await FindAsync(id, context, store, ct) is not { } record) return ProblemTypes.UnknownInvocation();
        if (record.Outcome is null) return ProblemTypes.NotFinished();
        return await store.FindResultAsync(record.Id, ct) is { Length: > 0 } result ? TypedResults.Bytes(result, "application/json") : ProblemTypes.NoResult();
    }

    /// <summary>Reads the log lines alone.</summary>
    internal static async Task<IResult> GetLogs(string id, HttpContext context, InvocationStore store, CancellationToken ct) =>
        await FindAsync(id, context, store, ct) is { } record ? TypedResults.Text(await store.FindLogsAsync(record, ct), "text/plain") : ProblemTypes.UnknownInvocation();

    /// <summary>One of the caller's namespace; those of others are as unknown as those that never were.</summary>
    private static async Task<InvocationRecord?> FindAsync(string id, HttpContext context, InvocationStore store, CancellationToken ct) =>
        InvocationId.TryParse(id, null, out var parsed) && await store.FindAsync(parsed, ct) is { } record
            && record.Function.StartsWith(Caller.Of(context).Namespace + "/", StringComparison.Ordinal)
            ? record : null;
}
