namespace Faas.Mesos.Executor.Containers;

/// <summary>Takes every container along when the program ends.</summary>
internal sealed class Farewell(ContainerRegistry containers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => containers.RemoveAllAsync();
}
