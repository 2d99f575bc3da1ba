using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Pool;

namespace Faas.Invoker.Direct;

/// <summary>
/// Calls <c>/init</c> and <c>/run</c> of a container at its mapped port. There is no executor beside it: nobody knows why a container
/// ended, lines it wrote stay in Mesos' sandbox, and Mesos ends it when its slot is given back.
/// </summary>
internal sealed class DirectCalls(ListenProbe probe, InitBody bodies, TimeProvider time) : IContainerCalls, IDisposable
{
    private const int LargestAnswer = 1 << 20;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // Every port is one container; runtimes differ in how long they keep a connection that nobody uses. Those of HTTP/1.0 hang up after each answer,
    // which this client does not expect: a run that it sends meanwhile would look like a crash.
    private readonly HttpMessageInvoker _single = new(ContainerHttp.NewHandler(idle: TimeSpan.Zero)), _kept = new(ContainerHttp.NewHandler(idle: TimeSpan.FromSeconds(3)));

    public async Task<ContainerStarted> StartAsync(Uri executor, string container, ContainerStart start, CancellationToken ct)
    {
        if (start.Network == FunctionNetwork.None)
            throw Refused("This cluster runs functions as Docker tasks, which cannot be kept from the network: limits.network must be outbound.");
        return await probe.WaitAsync(executor, ct) is { } waited
            ? new((long)waited.TotalMicroseconds)
            : throw Refused($"The container of {start.Image ?? start.Kind} does not listen on port 8080, or has ended. What it wrote is in the sandbox of Mesos task {start.Slot}.");
    }

    /// <summary>Nothing tells what is in a container that another has left: Mesos ends it.</summary>
    public Task<ContainerStarted?> AdoptAsync(Uri executor, WarmContainer warm, CancellationToken ct) => Task.FromResult<ContainerStarted?>(null);

    public async Task<ContainerReply> InitAsync(Container container, ContainerInit init, CancellationToken ct)
    {
        if (await bodies.BuildAsync(init, ct) is not { } body) return new(ContainerEnd.CodeUnusable, 0, "", "it is no longer stored.", 0, "");
        var call = await CallAsync(container, "/init", body, TimeSpan.FromMilliseconds(init.TimeoutMs), ct);
        return new(call.End, call.Status, Encoding.UTF8.GetString(call.Body.Span), call.Detail, call.Micros, "");
    }

    public Task<RunAnswer> RunAsync(Container container, RunAsk ask, CancellationToken ct) =>
        CallAsync(container, "/run", ask.Body, TimeSpan.FromMilliseconds(ask.TimeoutMs), ct);

    public Task RemoveAsync(Container container, CancellationToken ct) => Task.CompletedTask;

    public void Dispose()
    {
        _single.Dispose();
        _kept.Dispose();
    }

    private async Task<RunAnswer> CallAsync(Container container, string path, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token, container.Lost.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(container.Slot.Executor, path)) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } } };
        var since = time.GetTimestamp();
        try
        {
            using var answer = await (container.KeepsConnections ? _kept : _single).SendAsync(request, either.Token);
            await answer.Content.LoadIntoBufferAsync(LargestAnswer, either.Token);
            container.KeepsConnections = answer.Version >= HttpVersion.Version11;
            var bytes = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return Reply(ContainerEnd.Answered, since, (int)answer.StatusCode, bytes);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Reply(ContainerEnd.TimedOut, since);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ExecutorCallException(CallFailure.Unknown, null, "Mesos has ended its task, or lost its agent.", e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return Reply(ContainerEnd.AnswerTooLarge, since);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new ExecutorCallException(CallFailure.NotStarted, null, "Its container cannot be reached.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Reply(ContainerEnd.Crashed, since, detail: "it closed the connection");
        }
    }

    private RunAnswer Reply(ContainerEnd end, long since, int status = 0, ReadOnlyMemory<byte> answer = default, string? detail = null) =>
        new(end, status, (long)time.GetElapsedTime(since).TotalMicroseconds, detail, answer, default);

    private static ExecutorCallException Refused(string why) => new(CallFailure.NotStarted, ExecutorFault.StartFailed, why);
}
