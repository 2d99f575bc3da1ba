using Faas.Contracts;
using Faas.Mesos.Executor.Endpoint;
using Microsoft.AspNetCore.Http.Features;

namespace Faas.Mesos.Executor.Runs;

/// <summary><c>GET /runs</c> with <c>Upgrade: faas-runs</c>: a connection whose frames are runs and their answers. The hot path: see docs/decisions/0005.</summary>
internal static class RunsApi
{
    public static void MapRuns(this WebApplication app) => app.MapGet(RunFrame.Path, UpgradeAsync);

    private static async Task UpgradeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || context.Request.Headers.Upgrade != RunFrame.Protocol)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = RunFrame.Protocol;
            return;
        }
        context.Response.Headers.Upgrade = RunFrame.Protocol;
        context.Response.Headers.Connection = "Upgrade";
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        await using var stream = await upgrade.UpgradeAsync();
        var connection = new RunConnection(stream, context.RequestServices.GetRequiredService<RunStarter>(), ContainersApi.SessionOf(context));
        await connection.ReadAsync(ended.Token);
        // Whoever stops the executor ends its runs; what they say is still told.
        if (stopping.IsCancellationRequested) await connection.FinishAsync();
        connection.Close();
    }
}
