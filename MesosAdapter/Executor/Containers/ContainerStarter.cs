using System.Net.Sockets;
using System.Text;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Logs;
using Faas.Mesos.Executor.Wire;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Containers;

/// <summary>Starts a container and waits until its runtime accepts connections.</summary>
internal sealed class ContainerStarter(IIsolationDriver driver, ContainerFolders folders, LogPump pump, TimeProvider time, IOptions<ExecutorOptions> options)
{
    private const int LogsOfAFailedStart = 4 * 1024;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(2);

    /// <exception cref="IsolationException">It did not start; nothing of it is left.</exception>
    public async Task<Container> StartAsync(ContainerPlan plan, CancellationToken ct)
    {
        folders.Make(plan);
        var isolated = await driver.StartAsync(plan, ct);
        var logs = new ContainerLogs(isolated.Output.Stdout, isolated.Output.Stderr, pump, time, isolated.Output.Tail);
        var said = logs.Begin("", LogsOfAFailedStart);
        var connections = new ConnectionPool(isolated.Address);
        try
        {
            if (isolated.QueuesConnections) await AwaitServiceAsync(isolated, ct);
            connections.Return(await ConnectAsync(isolated, connections, ct));
            isolated.Listens();
            logs.Cut(said);
            return new(isolated, driver, connections, logs, time);
        }
        catch (Exception e) when (e is IsolationException or OperationCanceledException)
        {
            await driver.RemoveAsync(isolated);
            var lines = Encoding.UTF8.GetString(logs.Cut(said).Span);
            logs.Dispose();
            connections.Dispose();
            isolated.Output.Dispose();
            if (e is OperationCanceledException) throw;
            throw new IsolationException($"{e.Message} {lines}".Trim(), e);
        }
    }

    private async Task AwaitServiceAsync(IsolatedContainer isolated, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(options.Value.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            await Doorbell.RingAsync(isolated.Address, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooLate();
        }
    }

    private async Task<ContainerConnection> ConnectAsync(IsolatedContainer isolated, ConnectionPool connections, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await connections.TakeAsync(ct);
            }
            catch (SocketException) when (!isolated.Exited.IsCompleted && time.GetElapsedTime(started) < options.Value.StartTimeout)
            {
                await Task.Delay(Between, time, ct);
            }
            catch (SocketException)
            {
                throw isolated.Exited.IsCompleted ? new IsolationException($"The runtime ended before it listened ({(await isolated.Exited).Detail}).") : TooLate();
            }
        }
    }

    private IsolationException TooLate() => new($"The runtime did not listen within {options.Value.StartTimeout}.");
}
