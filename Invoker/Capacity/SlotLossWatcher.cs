using Faas.Contracts;
using Faas.Invoker.Dispatch;

namespace Faas.Invoker.Capacity;

/// <summary>Gives up the containers of slots that Mesos took away.</summary>
internal sealed partial class SlotLossWatcher(ISlotSource slots, DispatcherTable dispatchers, ILogger<SlotLossWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var loss in slots.Losses.ReadAllAsync(stoppingToken))
        {
            foreach (var dispatcher in dispatchers.All)
            {
                foreach (var container in dispatcher.Pool.Snapshot().Where(container => container.Slot.Id == loss.SlotId))
                {
                    LogLost(container.Id, loss.SlotId, loss.Reason);
                    // Runs in it end now: nobody will answer them.
                    await container.Lost.CancelAsync();
                    await DispatcherTable.RetireAsync(dispatcher, other => other == container, "its slot is lost");
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Container {Container} is lost with slot {Slot}: {Reason}")]
    private partial void LogLost(string container, string slot, string reason);
}
