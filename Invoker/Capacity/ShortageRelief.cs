using Faas.Contracts;
using Faas.Invoker.Pool;

namespace Faas.Invoker.Capacity;

/// <summary>Lets an idle container go whenever somebody, here or at another invoker, waits for a slot and nothing is left.</summary>
internal sealed partial class ShortageRelief(ISlotSource slots, Evictor evictor, ContainerMaker maker, ILogger<ShortageRelief> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in slots.Shortages.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (evictor.PickIdle() is not { } idle) continue;
                LogMakesRoom(idle.Id, idle.Definition.Id);
                await maker.RemoveAsync(idle, "somebody waits for its room");
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogReliefFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Making room failed; the next shortage tries again")]
    private partial void LogReliefFailed(Exception exception);

    [LoggerMessage(LogLevel.Information, "Container {Container} of {Function}, idle longest, makes room: somebody waits and nothing is left")]
    private partial void LogMakesRoom(string container, FunctionId function);
}
