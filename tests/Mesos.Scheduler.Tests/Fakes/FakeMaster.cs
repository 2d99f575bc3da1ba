using System.Threading.Channels;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>A master that says what a test tells it to, and by itself only what every master says at once: SUBSCRIBED, RUNNING, KILLED.</summary>
internal sealed class FakeMaster : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly List<Call> _passed = [];
    private Channel<Event>? _stream;
    private string _streamId = "";
    private volatile bool _left;
    private int _offers;

    private FakeMaster(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public Dictionary<string, TaskInfo> Tasks { get; } = [];

    /// <summary>Whether launched tasks run at once.</summary>
    public bool RunsTasks { get; set; } = true;

    /// <summary>Whether reconciliation says that tasks run; otherwise it says that they are on their way.</summary>
    public bool ConfirmsTasks { get; set; } = true;

    /// <summary>Whether KILL ends tasks; an executor that hangs does not obey it.</summary>
    public bool KillsTasks { get; set; } = true;

    /// <summary>What the next SUBSCRIBE is refused with.</summary>
    public string? Refusal { get; set; }

    /// <summary>How often it promises a heartbeat; it sends none.</summary>
    public double HeartbeatSeconds { get; set; } = 15;

    /// <summary>The bytes of a stream, to be played once instead.</summary>
    public byte[]? Recording { get; set; }

    /// <summary>Where SUBSCRIBE is sent instead.</summary>
    public Uri? Leader { get; set; }

    /// <summary>Whether it says 503 instead of sending SUBSCRIBE there.</summary>
    public bool IsRecovering { get; set; }

    /// <summary>What the next call is answered with; it is not obeyed.</summary>
    public int? CallRefusal { get; set; }

    /// <summary>Whether the connection breaks at the next ACCEPT, which is not obeyed.</summary>
    public bool LosesAccept { get; set; }

    /// <summary>The credentials last shown.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Whether questions about tasks are answered: a new master has no answer before their agent is back.</summary>
    public bool KnowsAgents { get; set; } = true;

    /// <summary>What it tells of its cluster, by the names of Mesos.</summary>
    public Dictionary<string, double> Metrics { get; } = [];

    public static async Task<FakeMaster> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var master = new FakeMaster(app);
        app.MapPost(MesosHttp.SchedulerPath, master.HandleAsync);
        app.MapGet("/metrics/snapshot", () => master.Metrics);
        app.MapGet("/redirect", (HttpContext context) => master.Redirect(context, ""));
        await app.StartAsync();
        return master;
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _app.DisposeAsync();
    }

    /// <summary>The next call of this kind; others that pass meanwhile are kept for later.</summary>
    public async Task<Call> NextAsync(Call.Types.Type type, Func<Call, bool>? where = null)
    {
        bool Matches(Call call) => call.Type == type && (where is null || where(call));
        if (_passed.FirstOrDefault(Matches) is { } earlier)
        {
            _passed.Remove(earlier);
            return earlier;
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            while (true)
            {
                var call = await _calls.Reader.ReadAsync(limit.Token);
                if (Matches(call))
                {
                    return call;
                }
                _passed.Add(call);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No {type} came; these did: {string.Join(", ", _passed.Select(call => call.Type))}");
        }
    }

    /// <summary>How many calls of this kind were passed over by <see cref="NextAsync"/>.</summary>
    public int Passed(Call.Types.Type type) => _passed.Count(call => call.Type == type);

    public void Close() => _stream?.Writer.TryComplete();

    public void Say(Event happened) => _stream!.Writer.TryWrite(happened);

    public string Offer(string agent, int port, double memoryMiB = 4096, string? id = null, params string[] executors)
    {
        var offer = NewOffer(agent, port, memoryMiB, id, executors);
        Say(new Event { Type = Event.Types.Type.Offers, Offers = new Event.Types.Offers { Offers_ = { offer } } });
        return offer.Id.Value;
    }

    /// <summary>An offer that is still to be made.</summary>
    public Offer NewOffer(string agent, int port, double memoryMiB = 4096, string? id = null, params string[] executors)
    {
        id ??= $"offer-{++_offers}";
        var offer = new Offer
        {
            Id = new OfferID { Value = id },
            AgentId = new AgentID { Value = agent },
            FrameworkId = new FrameworkID { Value = "framework" },
            Hostname = "127.0.0.1",
            AllocationInfo = new Resource.Types.AllocationInfo { Role = "faas" },
            Resources = { Res.Scalar("cpus", 8), Res.Scalar("mem", memoryMiB), Res.Ports(port) },
        };
        offer.ExecutorIds.AddRange(executors.Select(executor => new ExecutorID { Value = executor }));
        return offer;
    }

    /// <summary>FAILURE, of an executor or of a whole agent.</summary>
    public void Fail(string agent, string? executor = null)
    {
        var failure = new Event.Types.Failure { AgentId = new AgentID { Value = agent } };
        if (executor is not null)
        {
            (failure.ExecutorId, failure.Status) = (new ExecutorID { Value = executor }, 9);
        }
        Say(new Event { Type = Event.Types.Type.Failure, Failure = failure });
    }

    /// <summary>An inverse offer, of maintenance that begins now.</summary>
    public void WantForMaintenance(string agent)
    {
        var wanted = new InverseOffer
        {
            Id = new OfferID { Value = "maintenance" },
            FrameworkId = new FrameworkID { Value = "framework" },
            AgentId = new AgentID { Value = agent },
            Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = 0 } },
        };
        Say(new Event { Type = Event.Types.Type.InverseOffers, InverseOffers = new Event.Types.InverseOffers { InverseOffers_ = { wanted } } });
    }

    public void Rescind(string offer) =>
        Say(new Event { Type = Event.Types.Type.Rescind, Rescind = new Event.Types.Rescind { OfferId = new OfferID { Value = offer } } });

    public void Complain(string message) => Say(new Event { Type = Event.Types.Type.Error, Error = new Event.Types.Error { Message = message } });

    public void Update(string task, TaskState state, TaskStatus.Types.Reason? reason = null)
    {
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = task },
            AgentId = Tasks.TryGetValue(task, out var info) ? info.AgentId : new AgentID { Value = "agent" },
            State = state,
            Uuid = MesosUuid.New(),
        };
        if (reason is { } why)
        {
            status.Reason = why;
        }
        Say(new Event { Type = Event.Types.Type.Update, Update = new Event.Types.Update { Status = status } });
    }

    private async Task HandleAsync(HttpContext context)
    {
        Authorization = context.Request.Headers.Authorization;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var call = Call.Parser.ParseFrom(body.ToArray());
        _calls.Writer.TryWrite(call);
        if (call.Type == Call.Types.Type.Subscribe)
        {
            await SubscribeAsync(context, call);
            return;
        }
        if (LosesAccept && call.Type == Call.Types.Type.Accept)
        {
            LosesAccept = false;
            context.Abort();
            return;
        }
        if (CallRefusal is { } refusal)
        {
            CallRefusal = null;
            context.Response.StatusCode = refusal;
            return;
        }
        var known = context.Request.Headers[MesosHttp.StreamIdHeader] == _streamId;
        context.Response.StatusCode = known ? _left ? StatusCodes.Status403Forbidden : StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
        if (known && !_left)
        {
            Obey(call);
        }
    }

    private async Task SubscribeAsync(HttpContext context, Call call)
    {
        if (IsRecovering || Leader is not null)
        {
            Redirect(context, MesosHttp.SchedulerPath);
            context.Response.StatusCode = IsRecovering ? StatusCodes.Status503ServiceUnavailable : context.Response.StatusCode;
            return;
        }
        var stream = Channel.CreateUnbounded<Event>();
        _stream?.Writer.TryComplete();
        (_stream, _streamId, _left) = (stream, Guid.NewGuid().ToString(), false);
        // Who has closed its stream is not subscribed.
        using var left = context.RequestAborted.Register(() => _left |= _stream == stream);
        context.Response.Headers[MesosHttp.StreamIdHeader] = _streamId;
        context.Response.ContentType = MediaTypes.Protobuf;
        if (Recording is { } recording)
        {
            Recording = null;
            await context.Response.Body.WriteAsync(recording, context.RequestAborted);
            return;
        }
        if (Refusal is { } refusal)
        {
            Refusal = null;
            Complain(refusal);
            Close();
        }
        else
        {
            var id = new FrameworkID { Value = "framework" };
            Say(new Event { Type = Event.Types.Type.Subscribed, Subscribed = new Event.Types.Subscribed { FrameworkId = id, HeartbeatIntervalSeconds = HeartbeatSeconds } });
        }
        await foreach (var happened in stream.Reader.ReadAllAsync(context.RequestAborted))
        {
            await RecordWriter.WriteAsync(context.Response.Body, happened, MessageEncoding.Protobuf, context.RequestAborted);
        }
    }

    // Without a scheme, as every master does.
    private void Redirect(HttpContext context, string path)
    {
        context.Response.StatusCode = Leader is null ? StatusCodes.Status404NotFound : StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"//{Leader?.Authority}{path}";
    }

    private void Obey(Call call)
    {
        if (call.Type == Call.Types.Type.Kill && KillsTasks && Tasks.ContainsKey(call.Kill.TaskId.Value))
        {
            Update(call.Kill.TaskId.Value, TaskState.TaskKilled);
            Tasks.Remove(call.Kill.TaskId.Value);
        }
        if (call.Type == Call.Types.Type.Accept)
        {
            foreach (var task in call.Accept.Operations.Single().Launch.TaskInfos)
            {
                Tasks[task.TaskId.Value] = task;
                if (RunsTasks)
                {
                    Update(task.TaskId.Value, TaskState.TaskRunning);
                }
            }
        }
        foreach (var task in call.Type == Call.Types.Type.Reconcile && KnowsAgents ? call.Reconcile.Tasks.Select(task => task.TaskId.Value) : [])
        {
            Update(task, !Tasks.ContainsKey(task) ? TaskState.TaskGone : ConfirmsTasks ? TaskState.TaskRunning : TaskState.TaskStaging, TaskStatus.Types.Reason.Reconciliation);
        }
    }
}
