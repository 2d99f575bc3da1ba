using System.Buffers;
using System.Globalization;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;

namespace Faas.Mesos.Executor.Endpoint;

/// <summary><c>POST /containers/{id}/run</c>: the hot path, bytes in and bytes out.</summary>
internal sealed partial class RunApi(ContainerRegistry containers, StartedAttempts attempts, ILogger<RunApi> logger)
{
    /// <summary>Payload, parameters and what the invoker adds: a little over their limits of 1 MiB each.</summary>
    public const int LargestBody = 4 << 20;

    private static readonly Dictionary<ContainerEnd, string> Ends = Enum.GetValues<ContainerEnd>().ToDictionary(end => end, KebabCase<ContainerEnd>.Name);

    public async Task RunAsync(HttpContext context)
    {
        if (RunRequest.Read(context.Request.Headers) is not { } run || context.Request.ContentLength is not (>= 0 and <= LargestBody) || context.Request.ContentLength is not { } length)
        {
            await context.RefuseAsync(ExecutorFault.BadRequest, $"A run names its invocation, attempt, timeout and log limit, and has a body of stated length, at most {LargestBody} bytes.");
            return;
        }
        var id = (string)context.Request.RouteValues["id"]!;
        if (containers.Find(id) is not { } container)
        {
            await context.RefuseAsync(ExecutorFault.UnknownContainer, $"There is no container {id}.");
            return;
        }
        var body = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, (int)length), context.RequestAborted);
            await RunAsync(context, container, run, body.AsMemory(0, (int)length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private async Task RunAsync(HttpContext context, Container container, RunRequest run, ReadOnlyMemory<byte> body)
    {
        if (container.TryEnterRun() is not { } call)
        {
            await context.RefuseAsync(ExecutorFault.ContainerGone, "The container has ended, or has no code.");
            return;
        }
        try
        {
            if (!attempts.TryAdd(run.Invocation, run.Attempt))
            {
                await context.RefuseAsync(ExecutorFault.AlreadyStarted, $"Attempt {run.Attempt} of {run.InvocationText} was started before.");
                return;
            }
            var traceparent = (string?)context.Request.Headers.TraceParent;
            LogRun(run.InvocationText, run.Attempt, traceparent);
            using (context.RequestAborted.UnsafeRegister(static state => ((ContainerCall)state!).End(Cut.Abandoned), call))
            {
                using var result = await container.CallAsync(call, "/run", run.InvocationText, body, run.Limits, traceparent);
                Write(context.Response, result);
            }
        }
        finally
        {
            call.Leave();
        }
        // The container is free again before the caller can know.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(HttpResponse response, CallResult result)
    {
        var headers = response.Headers;
        headers.ContentType = "application/octet-stream";
        headers.ContentLength = result.Body.Length + result.Logs.Length;
        headers[RunHeaders.End] = Ends[result.End];
        headers[RunHeaders.Status] = result.Status == 200 ? "200" : result.Status.ToString(CultureInfo.InvariantCulture);
        headers[RunHeaders.Micros] = result.Micros.ToString(CultureInfo.InvariantCulture);
        headers[RunHeaders.LogsLength] = result.Logs.Length == 0 ? "0" : result.Logs.Length.ToString(CultureInfo.InvariantCulture);
        if (result.Detail is { } detail) headers[RunHeaders.Detail] = string.Concat(detail.Where(c => c is >= ' ' and <= '~'));
        response.BodyWriter.Write(result.Body.Span);
        response.BodyWriter.Write(result.Logs.Span);
    }

    [LoggerMessage(LogLevel.Debug, "Running {Invocation}, attempt {Attempt}, trace {TraceParent}")]
    private partial void LogRun(string invocation, int attempt, string? traceParent);
}
