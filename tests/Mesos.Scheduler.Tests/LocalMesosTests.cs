using System.Diagnostics;
using Faas.Contracts;
using Faas.Mesos.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>The scheduler against an emulated Mesos with executors that are processes of their own.</summary>
public sealed partial class LocalMesosTests : IAsyncLifetime
{
    // Below those that the kernel gives to whoever connects, 32,768 and up on Linux: on one of those a connection of another test may sit.
    private static readonly (int First, int Last) Ports = (15_000, 15_999);

    private readonly FakeMemory _memory = new();
    private readonly string _work = Directory.CreateTempSubdirectory("faas-scheduler-").FullName;
    private LocalMesosHost _mesos = null!;
    private SchedulerHost _scheduler = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new LocalMesosOptions
        {
            Agents = [new LocalAgentOptions { Cpus = 8, MemoryMiB = 4096, WorkDirectory = _work, Ports = Ports }],
            AllocationInterval = TimeSpan.FromSeconds(0.2),
        };
        _mesos = await LocalMesosHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Token);
        await StartSchedulerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync();
        await _mesos.DisposeAsync();
        Directory.Delete(_work, recursive: true);
    }

    [Fact]
    public async Task Slots_are_launched_reused_and_given_back()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TakeAsync(128)));
        Assert.Equal(10, slots.DistinctBy(slot => slot.Id).Count());
        Assert.Single(slots.DistinctBy(slot => slot.Executor));

        await _scheduler.Slots.ReturnAsync(Cluster.Me, [slots[3].Id], Token);
        Assert.Equal(slots[3], await TakeAsync(128));

        // The first ACCEPT took the agent's one offer; the rest of it was asked for, and serves.
        Assert.Equal(1024, (await TakeAsync(1024)).MemoryMiB);
        Assert.Equal(11, _memory.Slots.Count);
    }

    [Fact]
    public async Task A_killed_executor_is_a_loss_and_gets_a_successor()
    {
        var slot = await TakeAsync(128);
        var first = _memory.Slots.Single().ExecutorId;

        using (var executor = Process.GetProcessById(await PidAsync(slot)))
        {
            executor.Kill();
        }

        Assert.Equal(slot.Id, (await NextLossAsync(slot)).SlotId);
        var next = await TakeAsync(128);
        Assert.NotEqual(first, _memory.Slots.Single(stored => stored.Id == next.Id).ExecutorId);
    }

    [Fact]
    public async Task A_restarted_scheduler_goes_on_with_framework_slots_and_executor()
    {
        var slot = await TakeAsync(128);
        var framework = _scheduler.Status.FrameworkId;

        await _scheduler.DisposeAsync();
        await StartSchedulerAsync();

        Assert.Equal(framework, _scheduler.Status.FrameworkId);
        await Eventually.IsTrueAsync(() => _scheduler.Status.Slots is [{ State: "empty" }], "the slot is adopted");
        Assert.Equal(slot, await TakeAsync(128));
        Assert.Equal(slot.Executor, (await TakeAsync(512)).Executor);
        Assert.Single(_memory.Slots.DistinctBy(stored => stored.ExecutorId));
    }

    private static async Task<int> PidAsync(Slot slot)
    {
        using var http = new HttpClient { BaseAddress = slot.Executor, DefaultRequestHeaders = { Authorization = new("Bearer", FakeExecutor.Token) } };
        return int.Parse(await http.GetStringAsync("/pid", Token), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<SlotLoss> NextLossAsync(Slot slot)
    {
        SlotNews news;
        do
        {
            news = await _scheduler.Slots.HoldAsync(Cluster.Me, [slot.Id], Token);
        }
        while (news.Lost.Count == 0);
        return news.Lost.Single();
    }

    // A slot is a real process here, which a crowded machine may take its time to start: the limit tells a hang from that, no more.
    private async Task<Slot> TakeAsync(int memoryMiB)
    {
        try
        {
            return await _scheduler.Slots.TakeAsync(new SlotWish(memoryMiB), Cluster.Me, Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
        }
        catch (TimeoutException)
        {
            var executors = Directory.EnumerateFiles(_work, "stderr", SearchOption.AllDirectories).Select(File.ReadAllText);
            throw new TimeoutException($"No slot of {memoryMiB} MiB within a minute. The log says\n{_scheduler.Log}\nand the executors\n{string.Join('\n', executors)}");
        }
    }

    private async Task StartSchedulerAsync()
    {
        _scheduler = await SchedulerHost.StartAsync(_memory, [_mesos.MasterAddress], new()
        {
            ["Mesos:Executor:Command"] = Environment.ProcessPath,
            ["Mesos:Executor:Arguments:0"] = ProcessExecutor.Argument,
        });
        await Eventually.IsTrueAsync(() => _scheduler.Slots.Describe() is { Subscribed: true }, "the scheduler subscribes");
    }
}
