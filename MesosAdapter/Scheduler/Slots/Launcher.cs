using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Remembers slots and then launches them, in the order decided: the first task of an executor pays for it, so no other may
/// overtake it. Orders that wait together are remembered together.
/// </summary>
internal sealed partial class Launcher(
    CapacityLedger ledger, SchedulerStore store, SchedulerMetrics metrics, IOptions<OfferOptions> options, TimeProvider time,
    ILogger<Launcher> logger) : BackgroundService
{
    private const int MaxBatch = 32;

    // Not bounded: who orders holds the ledger's gate; held offers bound it.
    private readonly Channel<LaunchOrder> _orders = Channel.CreateUnbounded<LaunchOrder>(new UnboundedChannelOptions { SingleReader = true });

    public void Launch(LaunchOrder order) => _orders.Writer.TryWrite(order);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(LaunchOrder Order, Task Saved)>();
        while (await _orders.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < MaxBatch && _orders.Reader.TryRead(out var order))
            {
                batch.Add((order, SaveAsync(order, stoppingToken)));
            }
            foreach (var (order, saved) in batch)
            {
                await FinishAsync(order, saved, stoppingToken);
            }
            batch.Clear();
        }
    }

    private Task SaveAsync(LaunchOrder order, CancellationToken ct)
    {
        var saves = order.Slots.Select(launch => store.SaveAsync(launch.Slot.ToStored(), ct));
        return Task.WhenAll(order.NewExecutor is { } executor
            ? saves.Append(store.SaveExecutorAsync(executor.Id, executor.Info!.ToByteArray(), ct))
            : saves);
    }

    private async Task FinishAsync(LaunchOrder order, Task saved, CancellationToken ct)
    {
        try
        {
            await saved;
            var accept = Calls.Accept(order.Offers.Select(offer => offer.Id), order.Slots.Select(launch => launch.Task), options.Value.OfferRefuseSeconds ?? 0);
            if (!order.Stream.Offers.Send(accept))
            {
                LogUnsent(order.Slots.Count, order.AgentId);
                Undo(order);
                return;
            }
            metrics.OffersAccepted(order.Offers.Count);
            metrics.Launched(order.Slots.Count);
            metrics.LaunchReached("accepted", time.GetUtcNow() - order.DecidedAt);
            LogLaunched(order.Slots.Count, order.AgentId, order.Slots[0].Slot.ExecutorId, order.Offers.Count);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogNotSaved(order.Slots.Count, order.AgentId, e);
            Undo(order);
        }
        lock (ledger.Gate)
        {
            // What the ACCEPT left over went back to the master; a REVIVE behind it brings it here again at once.
            ledger.Pokes++;
        }
        ledger.Changed.Set();
    }

    private void Undo(LaunchOrder order)
    {
        lock (ledger.Gate)
        {
            var now = time.GetUtcNow();
            foreach (var launch in order.Slots.Where(launch => launch.Slot.State != SlotState.Ended))
            {
                ledger.Slots.Move(launch.Slot, SlotEvent.Ended, now);
                store.Forget(launch.Slot.Slot.Id);
            }
            if (order.NewExecutor is { } executor)
            {
                ledger.Executors.Retire(executor.Id);
            }
            ledger.Agents.Penalise(order.AgentId, now);
            foreach (var offer in ReferenceEquals(ledger.Stream, order.Stream) ? order.Offers : [])
            {
                ledger.Offers.Add(offer);
            }
        }
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Information, "Launches {Slots} slots on {Agent}, executor {Executor}, for {Offers} offers")]
    private partial void LogLaunched(int slots, string agent, string executor, int offers);

    [LoggerMessage(LogLevel.Information, "The subscription has ended: {Slots} slots for {Agent} are not launched")]
    private partial void LogUnsent(int slots, string agent);

    [LoggerMessage(LogLevel.Error, "Cannot remember {Slots} slots for {Agent}: they are not launched")]
    private partial void LogNotSaved(int slots, string agent, Exception exception);
}
