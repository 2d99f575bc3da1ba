using Faas.Contracts;
using Faas.Gateway.Access;
using Faas.Gateway.Problems;
using Faas.Gateway.Telemetry;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Invocations;

/// <summary>Invocations: started under their function, looked at under <c>/invocations</c>.</summary>
internal static class InvocationsApi
{
    public static IHostApplicationBuilder AddInvocations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService(services => services.GetRequiredService<ResultInbox>());
        builder.Services.AddSingleton<ResultWait>();
        builder.Services.AddSingleton<WaitReason>();
        builder.Services.AddSingleton<InvocationService>();
        builder.Services.AddSingleton<InvokeAnswer>();
        builder.Services.AddSingleton<InvokeApi>();
        builder.Services.AddSingleton<Tracing>();
        return builder;
    }

    /// <summary>Apart from the functions' group, whose filters every invocation would pay for, and counted by <see cref="GatewayMetrics"/> instead of by the framework.</summary>
    public static void MapInvoke(this IEndpointRouteBuilder routes)
    {
        var invoke = routes.ServiceProvider.GetRequiredService<InvokeApi>();
        routes.MapPost("/functions/{name}/invocations", invoke.InvokeAsync).WithName("InvokeFunction").DescribedAsInvoke().DisableHttpMetrics();
        routes.MapPost("/packages/{package}/functions/{name}/invocations", invoke.InvokeAsync).WithName("InvokeFunctionInPackage").DescribedAsInvoke().DisableHttpMetrics();
    }

    public static void MapInvocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/invocations/{id}").WithTags("Invocations");
        group.MapGet("", Get).WithName("GetInvocation").DescribedAsGet();
        group.MapDelete("", Cancel).WithName("CancelInvocation").DescribedAsCancel();
        group.MapGet("/result", GetResult).WithName("GetInvocationResult").DescribedAsGetResult();
        group.MapGet("/logs", GetLogs).WithName("GetInvocationLogs").DescribedAsGetLogs();
    }

    /// <summary>Shows an invocation: state, timings, result, logs.</summary>
    internal static async Task<IResult> Get(HttpContext context, InvocationId id, InvocationStore invocations, WaitReason waits, CancellationToken ct)
    {
        if (await FindAsync(context, id, invocations, ct) is not { } record) return Problem.UnknownInvocation();
        if (record.State == InvocationState.Queued) record = record with { Reason = await waits.FindAsync(FunctionId.Parse(record.Function), ct) ?? record.Reason };
        var result = record.Outcome is null ? null : await invocations.FindResultAsync(id, ct);
        return TypedResults.Ok(InvocationView.Of(record, result, await invocations.FindLogsAsync(record, ct)));
    }

    /// <summary>Takes an invocation back.</summary>
    internal static async Task<IResult> Cancel(HttpContext context, InvocationId id, InvocationStore invocations, InvocationEnding ending, CancellationToken ct)
    {
        if (await FindAsync(context, id, invocations, ct) is null) return Problem.UnknownInvocation();
        return await ending.CancelAsync(id, ct) switch
        {
            CancelOutcome.WasWaiting => TypedResults.NoContent(),
            CancelOutcome.WasRunning => TypedResults.Json(new AcceptedView(id), InvocationJson.Default.AcceptedView, statusCode: StatusCodes.Status202Accepted),
            CancelOutcome.Ended => Problem.Ended(),
            CancelOutcome.Unknown => Problem.UnknownInvocation(),
            var outcome => throw new InvalidOperationException($"{outcome} is no outcome."),
        };
    }

    /// <summary>Gives the result of an invocation as the function answered it.</summary>
    internal static async Task<IResult> GetResult(HttpContext context, InvocationId id, InvocationStore invocations, CancellationToken ct)
    {
        if (await FindAsync(context, id, invocations, ct) is not { } record) return Problem.UnknownInvocation();
        if (record.Outcome is null) return NotFinished(context);
        return await invocations.FindResultAsync(id, ct) is { Length: > 0 } result ? TypedResults.Bytes(result, "application/json") : Problem.NoResult();
    }

    /// <summary>Gives the log lines of an invocation that has ended.</summary>
    internal static async Task<IResult> GetLogs(HttpContext context, InvocationId id, InvocationStore invocations, CancellationToken ct)
    {
        if (await FindAsync(context, id, invocations, ct) is not { } record) return Problem.UnknownInvocation();
        return record.Outcome is null ? NotFinished(context) : TypedResults.Text(await invocations.FindLogsAsync(record, ct));
    }

    /// <summary>The record, if it is of the caller's namespace.</summary>
    private static async Task<InvocationRecord?> FindAsync(HttpContext context, InvocationId id, InvocationStore invocations, CancellationToken ct) =>
        await invocations.FindAsync(id, ct) is { } record && FunctionId.Parse(record.Function).Namespace == context.Caller().Namespace ? record : null;

    private static ProblemHttpResult NotFinished(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problem.NotFinished();
    }
}
