using Faas.Invoker.Ownership;
using Microsoft.Extensions.Options;

namespace Faas.Invoker;

/// <summary>An invoker's life: it begins to own once it listens (executors fetch code from it), and drains before anything it needs is stopped.</summary>
internal sealed class InvokerService(
    SessionKeeper keeper, LeaseKeeper leases, ShardOwner owner, ShardSweep sweep, Drain drain, IHostApplicationLifetime lifetime, IOptions<InvokerOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // The server's addresses are known only after every hosted service, its own included, has started.
        lifetime.ApplicationStarted.Register(() =>
        {
            _ = keeper.StartAsync(CancellationToken.None);
            _ = leases.StartAsync(CancellationToken.None);
            _ = sweep.StartAsync(CancellationToken.None);
            _ = owner.StartAsync(CancellationToken.None);
        });
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.DrainTimeout + TimeSpan.FromSeconds(5));
        await owner.StopAsync(cancellationToken);
        await sweep.StopAsync(cancellationToken);
        await drain.RunAsync(limit.Token);
        await leases.StopAsync(cancellationToken);
        await keeper.StopAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
