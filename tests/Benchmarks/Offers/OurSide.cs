using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Benchmarks.Offers;

/// <summary>Our scheduler with its default settings, and a load of container starts: 20 a second, 128 MiB, each for 2 s.</summary>
internal sealed class OurSide(IHost host) : IAsyncDisposable
{
    public const int ExecutorMemoryMiB = 128;

    private const string Owner = "bench";

    private static readonly SlotWish Wish = new(128);
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly SlotDesk _slots = host.Services.GetRequiredService<SlotDesk>();
    private readonly ConcurrentDictionary<string, Slot> _held = new();
    private readonly ConcurrentQueue<Start> _starts = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _holding = Task.CompletedTask;

    /// <summary>A start: when it was asked for, how long its slot took, and whether one was at hand.</summary>
    public sealed record Start(TimeSpan At, double Milliseconds, bool Waited);

    public IEnumerable<Start> Starts => _starts;

    public CapacityStatus? Status => _slots.Describe();

    public static async Task<OurSide> StartAsync(Uri master, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mesos:Masters:0"] = master.ToString(),
            ["Mesos:User"] = "root",
            ["Mesos:TeardownOnStop"] = "true",
            ["Mesos:Executor:Command"] = Environment.ProcessPath,
            ["Mesos:Executor:MemoryMiB"] = ExecutorMemoryMiB.ToString(CultureInfo.InvariantCulture),
            ["Mesos:Executor:Arguments:0"] = BenchExecutor.Argument,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ISchedulerMemory>(new BenchMemory());
        builder.AddMesosScheduler();
        var host = builder.Build();
        await host.StartAsync();
        var ours = new OurSide(host);
        ours._holding = ours.HoldAsync();
        return ours;
    }

    /// <summary>Starts containers for so long, and ends when the last has.</summary>
    public async Task LoadAsync(TimeSpan time)
    {
        while (!_slots.Leads)
        {
            await Task.Delay(10);
        }
        var clock = Stopwatch.StartNew();
        var living = new List<Task>();
        using var pace = new PeriodicTimer(Pace);
        while (clock.Elapsed < time && await pace.WaitForNextTickAsync())
        {
            living.Add(LiveAsync(clock.Elapsed));
        }
        await Task.WhenAll(living);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _holding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await host.StopAsync();
        host.Dispose();
    }

    private async Task LiveAsync(TimeSpan at)
    {
        var asked = Stopwatch.GetTimestamp();
        var taking = _slots.TakeAsync(Wish, Owner, CancellationToken.None);
        var waited = !taking.IsCompleted;
        var slot = await taking;
        _starts.Enqueue(new(at, Stopwatch.GetElapsedTime(asked).TotalMilliseconds, waited));
        _held[slot.Id] = slot;
        await Task.Delay(Life);
        _held.TryRemove(slot.Id, out _);
        await _slots.ReturnAsync(Owner, [slot.Id], CancellationToken.None);
    }

    /// <summary>As an invoker does: it says all the time what it holds.</summary>
    private async Task HoldAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await (_slots.Leads ? _slots.HoldAsync(Owner, [.. _held.Keys], _stop.Token) : Task.Delay(10, _stop.Token));
        }
    }
}
