using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Master;

/// <summary>A master's HTTP face. While it leads it answers itself, otherwise it names the leader.</summary>
internal sealed class LocalMaster(ClusterContext cluster, int port) : IAsyncDisposable
{
    private readonly BasicCredentials _credentials = new(cluster.Options.Credentials);
    private HttpServer? _server;

    public Uri Address => _server?.Address ?? throw new InvalidOperationException("The master has not been started.");

    public async Task StartAsync(Action<WebApplication> map, ILoggerFactory logs, CancellationToken ct) =>
        _server = await HttpServer.StartAsync(cluster.Options.Address, port, app => Map(app, map), logs, ct, cluster.Options.MasterCertificate);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private void Map(WebApplication app, Action<WebApplication> others)
    {
        foreach (var prefix in new[] { "", "/master" })
        {
            app.Map(prefix + MesosHttp.SchedulerPath, (RequestDelegate)(http => LedAsync(http, "mesos-master-scheduler", (t, p) => t.Scheduler.HandleAsync(http, p))));
            app.Map(prefix + "/api/v1", (RequestDelegate)(http => LedAsync(http, "mesos-master-readwrite", (t, _) => t.Operator.HandleAsync(http))));
            app.Map(prefix + "/health", (RequestDelegate)MasterPages.Health);
            app.Map(prefix + "/redirect", (RequestDelegate)(http => LedAsync(http, null, (t, _) => MasterPages.Redirect(http, t.State.Address))));
        }
        app.Map("/metrics/snapshot", (RequestDelegate)(http => LedAsync(http, "mesos-master-readonly", (t, _) => t.Operator.MetricsAsync(http))));
        others(app);
    }

    /// <summary>In Mesos' order: who asks, whether this is the leader, and only then what is asked.</summary>
    private async Task LedAsync(HttpContext http, string? realm, Func<MasterTerm, string?, Task> handle)
    {
        string? principal = null;
        if (realm is not null && !_credentials.Allow(http.Request, out principal))
        {
            http.Response.Headers.WWWAuthenticate = $"Basic realm=\"{realm}\"";
            await new Answer(StatusCodes.Status401Unauthorized).SendAsync(http);
        }
        else if (cluster.Leader is not { } leader)
        {
            await new Answer(StatusCodes.Status503ServiceUnavailable, "No leader elected").SendAsync(http);
        }
        else if (realm is not null && leader.State.Address != Address)
        {
            await MasterPages.Redirect(http, leader.State.Address, http.Request.Path);
        }
        else
        {
            await handle(leader, principal);
        }
    }
}
