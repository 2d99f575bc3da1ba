using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Faas.Mesos.Protocol.Scheduling;
using Types = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Local.Tests.Driving;

/// <summary>A small framework: sends calls, keeps every event it was sent.</summary>
internal sealed class MesosDriver(HttpClient http, Uri master, MessageEncoding encoding) : IDisposable
{
    private const int MaxOffers = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>();
    private readonly CancellationTokenSource _disconnecting = new();
    private readonly List<Offer> _open = [];
    private readonly List<Event> _waiting = [];
    private string? _streamId;

    public FrameworkID Id { get; private set; } = new();

    /// <summary>The offers that are neither answered nor rescinded.</summary>
    public IReadOnlyList<Offer> Open => _open;

    public string? StreamId => _streamId;

    /// <summary>Every event taken from the stream, in order.</summary>
    public List<Event> Seen { get; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task SubscribeAsync(FrameworkInfo framework, params IEnumerable<string> suppressed)
    {
        var call = new Call { Type = CallType.Subscribe, Subscribe = new() { FrameworkInfo = framework, SuppressedRoles = { suppressed } } };
        if (framework.Id is not null)
        {
            call.FrameworkId = framework.Id;
        }
        using var request = Request(call);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _disconnecting.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        _streamId = response.Headers.GetValues(MesosHttp.StreamIdHeader).Single();
        _ = PumpAsync(response);
    }

    /// <summary>As <see cref="SubscribeAsync"/>, up to and with the first two events.</summary>
    public async Task EnterAsync()
    {
        Id = (await NextAsync(Types.Subscribed)).Subscribed.FrameworkId;
        await NextAsync(Types.Heartbeat);
    }

    public void Disconnect() => _disconnecting.Cancel();

    /// <summary>Ends the framework for good, if it still is one.</summary>
    public async Task LeaveAsync()
    {
        if (_streamId is not null && !_disconnecting.IsCancellationRequested)
        {
            await TryCallAsync(new() { Type = CallType.Teardown });
        }
    }

    public void Dispose()
    {
        _disconnecting.Cancel();
        _disconnecting.Dispose();
    }

    public async Task<(HttpStatusCode Status, string Body)> TryCallAsync(Call call)
    {
        call.FrameworkId ??= Id;
        using var request = Request(call);
        request.Headers.Add(MesosHttp.StreamIdHeader, _streamId);
        using var response = await http.SendAsync(request, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    public async Task CallAsync(Call call)
    {
        var (status, body) = await TryCallAsync(call);
        Assert.True(status == HttpStatusCode.Accepted, $"{call.Type}: {status} {body}");
    }

    public Task AcceptAsync(IReadOnlyCollection<string> offerIds, double refuseSeconds, params IEnumerable<TaskInfo> tasks) => AcceptAsync(
        offerIds, refuseSeconds, new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = new() { TaskInfos = { tasks } } });

    public Task AcceptAsync(IReadOnlyCollection<string> offerIds, double refuseSeconds, params Offer.Types.Operation[] operations)
    {
        _open.RemoveAll(o => offerIds.Contains(o.Id.Value));
        var accept = new Call.Types.Accept
        {
            OfferIds = { offerIds.Select(id => new OfferID { Value = id }) },
            Filters = new() { RefuseSeconds = refuseSeconds },
            Operations = { operations },
        };
        return CallAsync(new() { Type = CallType.Accept, Accept = accept });
    }

    public Task AcceptAsync(Offer offer, params IEnumerable<TaskInfo> tasks) => AcceptAsync([offer.Id.Value], 0, tasks);

    /// <summary>Without seconds, without filters: Mesos' default.</summary>
    public Task DeclineAsync(Offer offer, double? refuseSeconds)
    {
        _open.Remove(offer);
        var decline = new Call.Types.Decline { OfferIds = { offer.Id } };
        if (refuseSeconds is { } seconds)
        {
            decline.Filters = new() { RefuseSeconds = seconds };
        }
        return CallAsync(new() { Type = CallType.Decline, Decline = decline });
    }

    /// <summary>Asks about one task; without a task about all.</summary>
    public Task ReconcileAsync(TaskID? task = null, AgentID? agent = null)
    {
        var reconcile = new Call.Types.Reconcile();
        if (task is not null)
        {
            var asked = new Call.Types.Reconcile.Types.Task { TaskId = task };
            if (agent is not null)
            {
                asked.AgentId = agent;
            }
            reconcile.Tasks.Add(asked);
        }
        return CallAsync(new() { Type = CallType.Reconcile, Reconcile = reconcile });
    }

    public Task KillAsync(TaskInfo task) =>
        CallAsync(new() { Type = CallType.Kill, Kill = new() { TaskId = task.TaskId, AgentId = task.AgentId } });

    public Task AcknowledgeAsync(TaskStatus status) => CallAsync(new()
    {
        Type = CallType.Acknowledge,
        Acknowledge = new() { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid },
    });

    /// <summary>The next event of a type; events of other types wait for who asks for them.</summary>
    public async Task<Event> NextAsync(Types type)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (_waiting.Find(e => e.Type == type) is { } happened)
            {
                _waiting.Remove(happened);
                return happened;
            }
            await TakeAsync(type, patience.Token);
        }
    }

    /// <summary>An offer made while another is held.</summary>
    public async Task<Offer> NextOfferBesideAsync(Offer held)
    {
        while (true)
        {
            if (_open.Find(o => !o.Id.Equals(held.Id)) is { } offer)
            {
                return offer;
            }
            await NextAsync(Types.Offers);
        }
    }

    /// <summary>An offer as wanted; hands back those that are not, so that the agent's resources come together again.</summary>
    public async Task<Offer> NextOfferAsync(Func<Offer, bool>? wanted = null)
    {
        for (var attempt = 0; attempt < MaxOffers; attempt++)
        {
            if (_open.Count == 0)
            {
                await NextAsync(Types.Offers);
            }
            if (_open.FirstOrDefault(wanted ?? (_ => true)) is { } offer)
            {
                return offer;
            }
            foreach (var unwanted in _open.ToList())
            {
                await DeclineAsync(unwanted, 0);
            }
        }
        throw new InvalidOperationException($"No offer was as wanted. Seen: {string.Join('\n', Seen)}");
    }

    /// <summary>Whether an offer is open once everything sent so far has arrived.</summary>
    public async Task<bool> IsOfferedAsync()
    {
        await CatchUpAsync();
        return _open.Count > 0;
    }

    /// <summary>Takes all that was sent until now, shown by the answer to a question asked now.</summary>
    public async Task CatchUpAsync()
    {
        var question = new TaskID { Value = Guid.NewGuid().ToString() };
        await ReconcileAsync(question);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (_waiting.RemoveAll(e => question.Equals(e.Update?.Status.TaskId)) == 0)
        {
            await TakeAsync(Types.Update, patience.Token);
        }
    }

    /// <summary>Takes what has arrived, where a master that waits for its agents answers no question.</summary>
    public void TakeArrived()
    {
        while (_events.Reader.TryRead(out var happened))
        {
            Note(happened);
        }
    }

    /// <summary>Whether such an event has arrived that nobody has asked for yet.</summary>
    public bool Has(Types type) => _waiting.Any(e => e.Type == type);

    /// <summary>Takes the next update and acknowledges it when it asks for that.</summary>
    public async Task<TaskStatus> NextUpdateAsync(TaskState expected)
    {
        var status = (await NextAsync(Types.Update)).Update.Status;
        Assert.True(status.State == expected, $"Expected {expected}, got {status}");
        if (status.HasUuid)
        {
            await AcknowledgeAsync(status);
        }
        return status;
    }

    public async Task EndOfStreamAsync()
    {
        while (await _events.Reader.WaitToReadAsync(Ct).AsTask().WaitAsync(Patience, Ct))
        {
            Seen.Add(await _events.Reader.ReadAsync(Ct));
        }
    }

    private async Task TakeAsync(Types wanted, CancellationToken ct)
    {
        try
        {
            Note(await _events.Reader.ReadAsync(ct));
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"{wanted} did not come ({e.GetType().Name}). Seen: {string.Join('\n', Seen)}", e);
        }
    }

    private void Note(Event happened)
    {
        Seen.Add(happened);
        _waiting.Add(happened);
        _open.AddRange(happened.Offers?.Offers_ ?? []);
        _open.RemoveAll(o => o.Id.Equals(happened.Rescind?.OfferId));
    }

    private async Task PumpAsync(HttpResponseMessage response)
    {
        try
        {
            using (response)
            {
                var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(_disconnecting.Token));
                await foreach (var happened in RecordReader.ReadAllAsync<Event>(reader, encoding, ct: _disconnecting.Token))
                {
                    _events.Writer.TryWrite(happened);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
        }
        _events.Writer.TryComplete();
    }

    private HttpRequestMessage Request(Call call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(master, MesosHttp.SchedulerPath)) { Content = new ByteArrayContent(encoding.Encode(call)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(encoding.MediaType);
        request.Headers.Accept.ParseAdd(encoding.MediaType);
        return request;
    }
}
