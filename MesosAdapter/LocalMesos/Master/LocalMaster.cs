using Faas.Mesos.Local.Http;

namespace Faas.Mesos.Local.Master;

/// <summary>The master, put together: one leader, nothing persisted.</summary>
internal sealed class LocalMaster : IAsyncDisposable
{
    private readonly AllocationLoop _allocation;
    private readonly SchedulerApi _scheduler;
    private readonly MasterPages _pages;
    private HttpServer? _server;

    public LocalMaster(LocalMesosOptions options, TimeProvider time, ILoggerFactory logs)
    {
        State = new(options, time);
        var offers = new OfferBook(State);
        _allocation = new(State, offers);
        Tasks = new(State);
        var subscriptions = new Subscriptions(State, offers, _allocation, logs.CreateLogger<Subscriptions>());
        var answers = new OfferAnswers(State, offers, new(State), logs.CreateLogger<OfferAnswers>());
        _scheduler = new(State, subscriptions, new(State, subscriptions, answers, Tasks, _allocation));
        _pages = new(State, _allocation);
    }

    public MasterState State { get; }

    public TaskTracker Tasks { get; }

    public async Task StartAsync(ILoggerFactory logs, CancellationToken ct)
    {
        _server = await HttpServer.StartAsync(State.Options.Address, State.Options.MasterPort, Map, logs, ct);
        State.Address = _server.Address;
        _allocation.Start();
    }

    public void Register(Agent.LocalAgent agent)
    {
        lock (State.Gate)
        {
            State.Agents[agent.Id] = new(agent);
            _allocation.Run();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _allocation.Dispose();
        lock (State.Gate)
        {
            foreach (var framework in State.Frameworks.Values)
            {
                framework.Timer?.Dispose();
                framework.Stream?.Close();
            }
        }
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private void Map(WebApplication app)
    {
        foreach (var prefix in new[] { "", "/master" })
        {
            app.Map(prefix + MesosHttp.SchedulerPath, (RequestDelegate)_scheduler.HandleAsync);
            app.Map(prefix + "/health", (RequestDelegate)MasterPages.Health);
            app.Map(prefix + "/redirect", (RequestDelegate)_pages.Redirect);
        }
        app.Map("/metrics/snapshot", (RequestDelegate)_pages.Metrics);
    }
}
