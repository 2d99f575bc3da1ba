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

    public Task AcceptAsync(IReadOnlyCollection<string> offerIds, double refuseSeconds, params IEnumerable<TaskInfo> tasks)
    {
        _open.RemoveAll(o => offerIds.Contains(o.Id.Value));
        var accept = new Call.Types.Accept
        {
            OfferIds = { offerIds.Select(id => new OfferID { Value = id }) },
            Filters = new() { RefuseSeconds = refuseSeconds },
            Operations = { new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = new() { TaskInfos = { tasks } } } },
        };
        return CallAsync(new() { Type = CallType.Accept, Accept = accept });
    }

    public Task AcceptAsync(Offer offer, params IEnumerable<TaskInfo> tasks) => AcceptAsync([offer.Id.Value], 0, tasks);

    public Task DeclineAsync(Offer offer, double refuseSeconds)
    {
        _open.Remove(offer);
        return CallAsync(new()
        {
            Type = CallType.Decline,
            Decline = new() { OfferIds = { offer.Id }, Filters = new() { RefuseSeconds = refuseSeconds } },
        });
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

    /// <summary>Whether an offer is open once everything sent so far has arrived, shown by the answer to a question asked now.</summary>
    public async Task<bool> IsOfferedAsync()
    {
        var question = new TaskID { Value = Guid.NewGuid().ToString() };
        await CallAsync(new() { Type = CallType.Reconcile, Reconcile = new() { Tasks = { new Call.Types.Reconcile.Types.Task { TaskId = question } } } });
        while (!question.Equals((await NextAsync(Types.Update)).Update.Status.TaskId))
        {
        }
        return _open.Count > 0;
    }

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
            var happened = await _events.Reader.ReadAsync(ct);
            Seen.Add(happened);
            _waiting.Add(happened);
            _open.AddRange(happened.Offers?.Offers_ ?? []);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"{wanted} did not come ({e.GetType().Name}). Seen: {string.Join('\n', Seen)}", e);
        }
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
