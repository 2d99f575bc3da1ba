using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Auth;

/// <summary>Refuses to start without keys on an address that others can reach.</summary>
internal sealed class LoopbackCheck(IServer server, IOptions<GatewayOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.NoKeys) return Task.CompletedTask;
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var host = BindingAddress.Parse(address).Host;
            if (host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))) continue;
            throw new OptionsValidationException(nameof(GatewayOptions), typeof(GatewayOptions),
                [$"Gateway:NoKeys serves callers without a key and is for loopback alone, but the gateway is to listen on {address}."]);
        }
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
