using Faas.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>A fake master, a fake executor, a memory and the scheduler.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>The invoker that takes slots unless another does.</summary>
    public const string Me = "me";

    private readonly Dictionary<string, string?> _settings;

    private FakeTimeProvider? _time;

    private Cluster(FakeMaster master, FakeExecutor executor, Dictionary<string, string?> settings) => (Master, Executor, _settings) = (master, executor, settings);

    public FakeMaster Master { get; }

    public FakeExecutor Executor { get; }

    public FakeMemory Memory { get; } = new();

    public SchedulerHost Host { get; private set; } = null!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<Cluster> StartAsync(params (string Name, string Value)[] settings) => StartAsync(null, settings);

    public static async Task<Cluster> StartAsync(OwnerLiveness? lives, params (string Name, string Value)[] settings)
    {
        var named = settings.ToDictionary(setting => $"Mesos:{setting.Name}", setting => (string?)setting.Value);
        var cluster = new Cluster(await FakeMaster.StartAsync(), await FakeExecutor.StartAsync(), named);
        await cluster.StartSchedulerAsync(lives);
        return cluster;
    }

    /// <summary>On a clock that the test moves: no renewal of the lease and no heartbeat falls due meanwhile.</summary>
    public static async Task<Cluster> StartOnAsync(FakeTimeProvider time, params (string Name, string Value)[] settings)
    {
        var named = settings.Prepend(("LeaderLease", "00:10:00")).ToDictionary(setting => $"Mesos:{setting.Item1}", setting => (string?)setting.Item2);
        var cluster = new Cluster(await FakeMaster.StartAsync(), await FakeExecutor.StartAsync(), named) { _time = time };
        cluster.Master.HeartbeatSeconds = TimeSpan.FromDays(1).TotalSeconds;
        await cluster.StartSchedulerAsync();
        return cluster;
    }

    public async Task StartSchedulerAsync(OwnerLiveness? lives = null)
    {
        Host = await SchedulerHost.StartAsync(Memory, [Master.Address], _settings, lives, _time);
        await Eventually.IsTrueAsync(() => Host.Slots.Describe() is { Subscribed: true }, "the scheduler subscribes");
    }

    /// <summary>Lets the clock run, a second at a time, until something has happened.</summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> what)
    {
        await WhileTimePassesAsync(() => what.IsCompleted, TimeSpan.FromSeconds(1));
        return await what;
    }

    public Task WhileTimePassesAsync(Func<bool> fact, TimeSpan step) => Eventually.IsTrueAsync(
        () =>
        {
            _time!.Advance(step);
            return fact();
        },
        "it happens while time passes");

    /// <summary>For the next start.</summary>
    public void Set(string name, string value) => _settings[$"Mesos:{name}"] = value;

    public string Offer(string agent = "agent", double memoryMiB = 4096, params string[] executors) =>
        Master.Offer(agent, Executor.Port, memoryMiB, null, executors);

    public Task<Slot> TakeAsync(int memoryMiB = 256, string owner = Me) => TakeAsync(new SlotWish(memoryMiB), owner);

    public Task<Slot> TakeAsync(SlotWish wish, string owner = Me) => Host.Slots.TakeAsync(wish, owner, Token).WaitAsync(TimeSpan.FromSeconds(10), Token);

    public Task ReturnAsync(Slot slot) => Host.Slots.ReturnAsync(Me, [slot.Id], Token);

    /// <summary>What becomes known of a slot that is held.</summary>
    public async Task<SlotLoss> NextLossAsync(Slot slot)
    {
        SlotNews news;
        do
        {
            news = await Host.Slots.HoldAsync(Me, [slot.Id], Token);
        }
        while (news.Lost.Count == 0);
        return news.Lost.Single();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Master.DisposeAsync();
        await Executor.DisposeAsync();
    }
}
