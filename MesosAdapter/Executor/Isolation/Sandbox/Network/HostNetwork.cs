namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>No network of their own: functions are on the machine's.</summary>
internal sealed partial class HostNetwork(ILogger<HostNetwork> logger) : IBerthNetwork
{
    public string? FindMissing()
    {
        LogNoNetworkIsolation();
        return null;
    }

    public Task PrepareAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<int> berths) => Task.FromResult<IReadOnlyList<string>>([.. berths.Select(_ => "/proc/self/ns/net")]);

    public Task RemoveAsync(IReadOnlyList<int> berths) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Sandbox:Network is 'host': functions reach everything this machine reaches, its own loopback, the agent, the executor, metadata services and each other included. Never use it for code of others")]
    private partial void LogNoNetworkIsolation();
}
