using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>A fake master, a fake executor, a memory and the scheduler.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;

    private Cluster(FakeMaster master, FakeExecutor executor, Dictionary<string, string?> settings) => (Master, Executor, _settings) = (master, executor, settings);

    public FakeMaster Master { get; }

    public FakeExecutor Executor { get; }

    public FakeMemory Memory { get; } = new();

    public SchedulerHost Host { get; private set; } = null!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Cluster> StartAsync(params (string Name, string Value)[] settings)
    {
        var named = settings.ToDictionary(setting => $"Mesos:{setting.Name}", setting => (string?)setting.Value);
        var cluster = new Cluster(await FakeMaster.StartAsync(), await FakeExecutor.StartAsync(), named);
        await cluster.StartSchedulerAsync();
        return cluster;
    }

    public async Task StartSchedulerAsync(OwnerLiveness? lives = null)
    {
        Host = await SchedulerHost.StartAsync(Memory, [Master.Address], _settings, lives);
        await Eventually.IsTrueAsync(() => Host.Slots.Describe() is { Subscribed: true }, "the scheduler subscribes");
    }

    /// <summary>For the next start.</summary>
    public void Set(string name, string value) => _settings[$"Mesos:{name}"] = value;

    public string Offer(string agent = "agent", double memoryMiB = 4096, params string[] executors) =>
        Master.Offer(agent, Executor.Port, memoryMiB, null, executors);

    public Task<Slot> TakeAsync(int memoryMiB = 256) => Host.Slots.TakeAsync(memoryMiB, Token).WaitAsync(TimeSpan.FromSeconds(10), Token);

    public ValueTask ReturnAsync(Slot slot) => Host.Slots.ReturnAsync(slot, Token);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Master.DisposeAsync();
        await Executor.DisposeAsync();
    }
}
