using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faas.Contracts;
using Faas.Invoker.Capacity;
using Faas.Invoker.Executors.Runs;
using Faas.Invoker.Pool;
using Faas.Mesos.Scheduler;

namespace Faas.Invoker.Executors;

/// <summary>Calls executors. Nothing is started twice here: whoever asked decides whether to try again, knowing whether it was started.</summary>
internal sealed class ExecutorClient : IContainerCalls, IDisposable
{
    /// <summary>How much longer than a function's timeout its executor may take to say so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(ContainerHttp.NewHandler(idle: TimeSpan.FromMinutes(1)));
    private readonly ConcurrentDictionary<Uri, RunChannel> _channels = new();
    private readonly Func<Uri, RunChannel> _openChannel;
    private readonly ClusterToken _token;
    private readonly LeaderSelf _self;
    private readonly UsedExecutors _used;

    public ExecutorClient(ClusterToken token, LeaderSelf self, UsedExecutors used, TimeProvider time)
    {
        (_token, _self, _used) = (token, self, used);
        _openChannel = executor => new(ct => OpenAsync(executor, ct), channel => _channels.TryRemove(KeyValuePair.Create(executor, channel)), time);
    }

    public async Task<ContainerStarted> StartAsync(Uri executor, string container, ContainerStart start, CancellationToken ct)
    {
        using var content = JsonContent.Create(start, ContractsJson.Default.ContainerStart);
        var started = await SendAsync(HttpMethod.Put, new(executor, $"/containers/{container}"), content, ContractsJson.Default.ContainerStarted, ct);
        await _used.TellAsync(new(executor, started.Life), ct);
        return started;
    }

    public async Task<ContainerStarted?> AdoptAsync(Uri executor, WarmContainer warm, CancellationToken ct)
    {
        var uri = new Uri(executor, $"/containers/{warm.Id}");
        try
        {
            using var adopt = await RequestAsync(HttpMethod.Post, new(executor, $"/containers/{warm.Id}/owner"), ct);
            adopt.Content = JsonContent.Create(new ContainerAdoption(warm.Owner, _self.Session), ContractsJson.Default.ContainerAdoption);
            using var answer = await _http.SendAsync(adopt, ct);
            if (answer.IsSuccessStatusCode)
            {
                var adopted = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ContainerStarted, ct))!;
                await _used.TellAsync(new(executor, adopted.Life), ct);
                return adopted;
            }
            // The slot is ours, and whatever is in it stands in our way.
            using var remove = await RequestAsync(HttpMethod.Delete, uri, ct);
            remove.Headers.Remove(ContainerAdoption.SessionHeader);
            using var removed = await _http.SendAsync(remove, ct);
            return null;
        }
        catch (Exception e) when (IsBroken(e, ct))
        {
            throw Broken(e);
        }
    }

    public async Task<ContainerReply> InitAsync(Container container, ContainerInit init, CancellationToken ct)
    {
        using var content = JsonContent.Create(init, ContractsJson.Default.ContainerInit);
        using var deadline = Deadline(TimeSpan.FromMilliseconds(init.TimeoutMs), ct, container.Lost.Token);
        return await SendAsync(HttpMethod.Post, container.InitUri, content, ContractsJson.Default.ContainerReply, deadline.Token);
    }

    /// <summary>Makes a run. A lost connection is opened again, and the run asked for again: it is started once.</summary>
    public async Task<RunAnswer> RunAsync(Container container, RunAsk ask, CancellationToken ct)
    {
        using var deadline = Deadline(TimeSpan.FromMilliseconds(ask.TimeoutMs), ct, container.Lost.Token);
        try
        {
            return await _channels.GetOrAdd(container.Slot.Executor, _openChannel).RunAsync(ask, deadline.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Broken(e);
        }
    }

    /// <summary>The answer of an attempt for which an invoker that is over may have asked; waits for as long as it may still run.</summary>
    /// <param name="ct">Ends the run as well, if it goes on there.</param>
    /// <exception cref="ExecutorCallException">It was never started there, or nobody can say: the fault tells.</exception>
    public async Task<RecalledRun> RecallAsync(Uri executor, RunRecall recall, TimeSpan timeout, CancellationToken ct)
    {
        using var deadline = Deadline(timeout, ct, CancellationToken.None);
        try
        {
            return await _channels.GetOrAdd(executor, _openChannel).RecallAsync(recall, deadline.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Broken(e);
        }
    }

    /// <summary>Removes a container; one that is gone already, alone or with its executor, counts as removed.</summary>
    public async Task RemoveAsync(Container container, CancellationToken ct)
    {
        using var request = await RequestAsync(HttpMethod.Delete, container.Uri, ct);
        try
        {
            using var response = await _http.SendAsync(request, ct);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            // The executor has ended and took its containers with it.
        }
        catch (Exception e) when (IsBroken(e, ct))
        {
            throw Broken(e);
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values) channel.Dispose();
        _http.Dispose();
    }

    private async Task<Stream> OpenAsync(Uri executor, CancellationToken ct)
    {
        using var request = await RequestAsync(HttpMethod.Get, new(executor, RunFrame.Path), ct);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new(RunFrame.Protocol));
        var response = await _http.SendAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return await response.Content.ReadAsStreamAsync(ct);
        using (response) throw await RefusalAsync(response, ct);
    }

    private async Task<T> SendAsync<T>(HttpMethod method, Uri uri, HttpContent content, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var request = await RequestAsync(method, uri, ct);
        request.Content = content;
        try
        {
            using var response = await _http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, ct);
            return (await response.Content.ReadFromJsonAsync(type, ct))!;
        }
        catch (Exception e) when (IsBroken(e, ct))
        {
            throw Broken(e);
        }
    }

    private async ValueTask<HttpRequestMessage> RequestAsync(HttpMethod method, Uri uri, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, uri) { Version = HttpVersion.Version11 };
        request.Headers.Add(ContainerAdoption.SessionHeader, _self.Session);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _token.GetAsync(ct));
        return request;
    }

    private static CancellationTokenSource Deadline(TimeSpan timeout, CancellationToken ct, CancellationToken lost)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, lost);
        deadline.CancelAfter(timeout + Grace);
        return deadline;
    }

    private static bool IsBroken(Exception e, CancellationToken ct) =>
        e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested);

    private static ExecutorCallException Broken(Exception e) =>
        new(e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } ? CallFailure.NotStarted : CallFailure.Unknown,
            null, e is OperationCanceledException ? "The executor did not answer in time." : e.Message, e);

    private static async Task<ExecutorCallException> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync(ContractsJson.Default.ExecutorProblem, ct);
            return new(CallFailure.NotStarted, problem?.Fault, problem?.Detail ?? $"The executor answered {(int)response.StatusCode}.");
        }
        catch (JsonException)
        {
            return new(CallFailure.NotStarted, null, $"The executor answered {(int)response.StatusCode}.");
        }
    }
}
