using System.Net;
using System.Net.Sockets;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Processes;
using Faas.Mesos.Executor.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Executor.Tests.Runs;

/// <summary>An executor with a mistake of its own, which nobody foresaw.</summary>
public sealed class BrokenExecutorTests
{
    [Fact]
    public async Task A_run_is_answered_at_once_and_its_container_is_thrown_away()
    {
        await using var executor = await LocalExecutor.CreateAsync((options, starter) => new BrokenDriver(new(options, starter, NullLogger<ProcessDriver>.Instance)));
        var (id, container) = await executor.StartWithAsync("exports.main = () => { throw new Error('oh') }");
        var starter = new RunStarter(executor.Registry, new StartedAttempts(16), new KeptRuns(1 << 20), new ExecutorLife(), TimeProvider.System, NullLogger<RunStarter>.Instance);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var reading = new RunConnection(accepted.GetStream(), starter, session: null).ReadAsync(TestContext.Current.CancellationToken);
        await using (var caller = new RunCaller(client.GetStream()))
        {
            caller.Ask(id, new(Guid.NewGuid()));
            var answer = await caller.AnswerAsync();
            Assert.Equal((ContainerEnd.ExecutorFailed, "The executor failed within the run."), (answer.End, answer.Detail));
        }
        await reading;
        await container.Gone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    /// <summary>Trips when it is asked what a container died of.</summary>
    private sealed class BrokenDriver(ProcessDriver sound) : IIsolationDriver
    {
        public string Name => sound.Name;

        public string? FindMissing() => sound.FindMissing();

        public Task SweepAsync(CancellationToken ct) => sound.SweepAsync(ct);

        public async Task<IsolatedContainer> StartAsync(ContainerPlan plan, CancellationToken ct)
        {
            var made = await sound.StartAsync(plan, ct);
            return new(plan, made.Output, made.Address, made.CodeInside, made.Exited) { RanOutOfMemory = () => throw new InvalidOperationException("a mistake") };
        }

        public Task RemoveAsync(IsolatedContainer container) => sound.RemoveAsync(container);
    }
}
