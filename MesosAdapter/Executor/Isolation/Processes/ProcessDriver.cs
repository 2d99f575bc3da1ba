using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Isolation.Processes;

/// <summary>No isolation at all: containers are plain processes with the executor's own rights. For a developer's own machine.</summary>
internal sealed partial class ProcessDriver(IOptions<ExecutorOptions> options, ProcessStarter starter, ILogger<ProcessDriver> logger) : IIsolationDriver
{
    private readonly ProcessMarks _marks = new(options.Value.DataFolder);

    public string Name => "process";

    public string? FindMissing()
    {
        if (options.Value.StandaloneToken is null && !options.Value.TrustEveryFunction)
            return "it isolates nothing, so that on a cluster it must be asked for twice: choose the driver 'sandbox', or also set TrustEveryFunction if nobody but you can deploy functions";
        LogNoIsolation();
        return null;
    }

    public Task SweepAsync(CancellationToken ct)
    {
        _marks.KillAll();
        return Task.CompletedTask;
    }

    public async Task<IsolatedContainer> StartAsync(ContainerPlan plan, CancellationToken ct)
    {
        var command = plan.Runtime.Command(plan.Runtime.ProxyFolder, plan.Socket, plan.MemoryMiB).ToList();
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", "setsid", .. command]) { WorkingDirectory = plan.Code };
        start.Environment[ProcessMarks.Variable] = _marks.Of(plan.Id);
        start.Environment["__OW_ALLOW_CONCURRENT"] = plan.Concurrent ? "true" : "false";
        var process = await starter.StartAsync(start);
        return new(plan, ContainerOutput.Of(process), new UnixDomainSocketEndPoint(plan.Socket), plan.Code, WaitAsync(process));
    }

    public async Task RemoveAsync(IsolatedContainer container)
    {
        _marks.Kill(container.Plan.Id);
        await container.Exited;
        // Whatever it forked while it was being killed.
        _marks.Kill(container.Plan.Id);
    }

    private static async Task<ContainerExit> WaitAsync(Process process)
    {
        await process.WaitForExitAsync();
        return new(ExitWords.Of(process.ExitCode), OutOfMemory: false);
    }

    [LoggerMessage(LogLevel.Warning, "The driver 'process' does NOT isolate: functions run with this program's rights, and nothing limits their memory, processes or cores. Never use it for code of others")]
    private partial void LogNoIsolation();
}
