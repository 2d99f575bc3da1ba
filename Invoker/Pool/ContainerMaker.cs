using System.Security.Cryptography;
using Faas.Contracts;
using Faas.Invoker.Arbitration;
using Faas.Invoker.Capacity;
using Faas.Invoker.Executors;
using Faas.Storage;

namespace Faas.Invoker.Pool;

/// <summary>Makes containers in slots and takes them down: the effects of what the pool decides.</summary>
internal sealed partial class ContainerMaker(
    ISlotSource slots, IContainerCalls executors, WaitStore waits, Arbiter arbiter, InvokerIdentity identity, TimeProvider time, ILogger<ContainerMaker> logger)
{
    /// <summary>An executor that pulls an image answers after a second; this is until it is asked again.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>A slot takes milliseconds from a held offer and a second where an executor must come up first; what takes longer is a shortage.</summary>
    private static readonly TimeSpan Shortage = TimeSpan.FromSeconds(1);

    /// <summary>Takes a slot and starts a container in it, unless a dead invoker has left one there that will do.</summary>
    /// <param name="patience">How long to wait for the slot. What comes then may take minutes, where an image must be pulled first.</param>
    /// <exception cref="ExecutorCallException">The executor would not or could not.</exception>
    /// <exception cref="OperationCanceledException">No slot came in time.</exception>
    public async Task<Container> MakeAsync(FunctionDefinition function, TimeSpan patience, CancellationToken ct)
    {
        var slot = await TakeSlotAsync(function, patience, ct);
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        try
        {
            if (slot.Warm is { } warm && await executors.AdoptAsync(slot.Executor, warm, ct))
            {
                LogAdopted(warm.Id, function.Id, slot.Id, warm.Owner);
                return new(warm.Id, function, slot, new ContainerStarted(0), warm: true);
            }
            var wish = new ContainerStart(slot.Id, function.Kind, function.Limits.MemoryMiB, function.Limits.Concurrency, identity.Session, function.Id.ToString())
            {
                Image = function.Image?.ToString(),
                Revision = function.Revision,
                Network = function.Limits.Network,
            };
            var started = await StartAsync(slot.Executor, id, function.Id, wish, ct);
            LogStarted(id, function.Id, slot.Id, started.StartMicros);
            return new(id, function, slot, started);
        }
        catch
        {
            await slots.ReturnAsync(slot, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Takes a container down and gives its slot back.</summary>
    public async Task RemoveAsync(Container container, string why)
    {
        LogRemoved(container.Id, container.Definition.Id, why);
        await executors.RemoveAsync(container, CancellationToken.None);
        await slots.ReturnAsync(container.Slot, CancellationToken.None);
    }

    private async Task<ContainerStarted> StartAsync(Uri executor, string id, FunctionId function, ContainerStart wish, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await executors.StartAsync(executor, id, wish, ct);
            }
            catch (ExecutorCallException e) when (e.Fault == ExecutorFault.ImagePulling)
            {
                LogPulling(function, e.Message);
                await waits.NoteAsync(function, e.Message, ct);
            }
            await Task.Delay(BetweenLooks, time, ct);
        }
    }

    private async Task<Slot> TakeSlotAsync(FunctionDefinition function, TimeSpan patience, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(patience);
        var ct = deadline.Token;
        var taking = slots.TakeAsync(SlotWishes.For(function), ct);
        try
        {
            return await taking.WaitAsync(Shortage, time, ct);
        }
        catch (TimeoutException)
        {
            LogShortage(function.Id, function.Limits.MemoryMiB);
        }
        // From here on others end their rows of runs early, and the giver of slots has idle containers let go.
        using var wait = arbiter.Waits(function.Id);
        return await taking;
    }

    [LoggerMessage(LogLevel.Information, "{Function} waits for a slot of {MemoryMiB} MiB")]
    private partial void LogShortage(FunctionId function, int memoryMiB);

    [LoggerMessage(LogLevel.Debug, "{Function} waits: {Reason}")]
    private partial void LogPulling(FunctionId function, string reason);

    [LoggerMessage(LogLevel.Debug, "Container {Container} of {Function} started in slot {Slot} in {Micros} us")]
    private partial void LogStarted(string container, FunctionId function, string slot, long micros);

    [LoggerMessage(LogLevel.Information, "Container {Container} of {Function} in slot {Slot} is taken over, warm, from {Owner}, which is gone")]
    private partial void LogAdopted(string container, FunctionId function, string slot, string owner);

    [LoggerMessage(LogLevel.Debug, "Container {Container} of {Function} is removed: {Why}")]
    private partial void LogRemoved(string container, FunctionId function, string why);
}
