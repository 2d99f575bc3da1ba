using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Access;

/// <summary>Without keys, stops the start when the server listens to more than this machine.</summary>
internal sealed class LoopbackOnly(IServer server, IOptions<GatewayOptions> options) : IHostedLifecycleService
{
    /// <exception cref="InvalidOperationException">It does.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return options.Value.NoKeys && addresses.FirstOrDefault(address => !IsLoopback(address)) is { } open
            ? throw new InvalidOperationException($"Gateway:NoKeys works on loopback alone, but the server listens on {open}. Use keys, or --urls http://127.0.0.1:8080.")
            : Task.CompletedTask;
    }

    internal static bool IsLoopback(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
