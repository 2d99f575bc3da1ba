using Microsoft.Extensions.Options;

namespace Faas.Gateway.Hosting;

/// <summary>The first step down: say "not ready" and go on for a while. Kestrel then stops listening and finishes the requests it has.</summary>
internal sealed class Drain(IOptions<GatewayOptions> options, TimeProvider time) : IHostedLifecycleService
{
    private volatile bool _began;

    /// <summary>Whether the gateway has been told to stop.</summary>
    public bool Began => _began;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _began = true;
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
