using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Soak;

/// <summary>Something that happens to a part of the system; when <see cref="StrikeAsync"/> returns, the part is there again.</summary>
internal sealed record Fault(string Name, Func<Scene, Task> StrikeAsync)
{
    private const string Clock = "an invoker's clock is an hour ahead";

    /// <summary>Longer than leases and sessions live: who stands still this long is given up by the others, and comes back unaware of it.</summary>
    public static readonly TimeSpan Stand = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kill redis-server", async scene =>
        {
            await scene.KillRedisAsync();
            await PassAsync(TimeSpan.FromSeconds(1));
            await scene.StartRedisAsync();
        }),
        new("kill an invoker", async scene =>
        {
            await scene.KillInvokerAsync(0);
            scene.StartInvoker(0);
        }),
        new("kill an executor", scene => KillAsync(scene.ExecutorProcesses())),
        new("stop redis-server", scene => StopAsync(scene.Redis.SignalAsync)),
        new("kill a gateway", async scene =>
        {
            await scene.Gateway(1).KillAsync();
            scene.StartGateway(1);
        }),
        new("full redis-server", async scene =>
        {
            await scene.Redis.TellAsync("config", "set", "maxmemory", "1");
            // Longer than sessions live.
            await PassAsync(TimeSpan.FromSeconds(7));
            await scene.Redis.TellAsync("config", "set", "maxmemory", "0");
        }),
        new("stop an invoker", scene => StopAsync(scene.Invoker(1).SignalAsync)),
        new("stop an executor", scene => StopAsync(async signal =>
        {
            foreach (var executor in scene.ExecutorProcesses()) await ProgramProcess.SignalAsync(executor, signal);
        })),
        new("stop master and agent", scene => StopAsync(scene.Mesos.SignalAsync)),
        // As where a whole machine of Mesos is lost and set up again: the new ones know neither framework nor executors nor tasks.
        new("kill master and agent", async scene =>
        {
            await scene.Mesos.KillAsync();
            await PassAsync(TimeSpan.FromSeconds(1));
            scene.StartMesos();
        }),
        new("stop a gateway", scene => StopAsync(scene.Gateway(0).SignalAsync)),
        // Without Debian's faketime nobody gets another clock.
        .. Programs.FakeTime is null ? Array.Empty<Fault>() : [new(Clock, async scene =>
        {
            await scene.KillInvokerAsync(1);
            scene.StartInvoker(1, clock: "+1h");
            await PassAsync(Stand);
            await scene.KillInvokerAsync(1);
            scene.StartInvoker(1);
        })],
    ];

    /// <summary>Faults that strike different parts may come together. Invokers that are killed or stand still have a test of their own.</summary>
    private static readonly string[][] Together =
    [
        ["kill redis-server", "kill a gateway"], ["stop redis-server", "stop master and agent"], ["stop an executor", "stop a gateway"], ["full redis-server"], ["kill an executor", Clock], ["kill master and agent"],
    ];

    /// <summary>Almost each sort once, in little time: for every change.</summary>
    public static IEnumerable<Fault> Short => Together.Select(row => All.Where(fault => row.Contains(fault.Name)).Aggregate((one, other) => one & other));

    public static Fault operator &(Fault one, Fault other) => new($"{one.Name}, {other.Name}", scene => Task.WhenAll(one.StrikeAsync(scene), other.StrikeAsync(scene)));

    /// <summary>Load goes on meanwhile: it is what is tested, and nothing tells when enough of it has been.</summary>
    public static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private static async Task StopAsync(Func<string, Task> signal)
    {
        await signal("STOP");
        try
        {
            await PassAsync(Stand);
        }
        finally
        {
            await signal("CONT");
        }
    }

    private static async Task KillAsync(IReadOnlyList<int> processes)
    {
        foreach (var process in processes) await ProgramProcess.SignalAsync(process, "KILL");
    }
}
