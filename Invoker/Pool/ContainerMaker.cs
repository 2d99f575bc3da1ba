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

    /// <summary>Until an executor that was out of reach is asked again to remove a container.</summary>
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromSeconds(1);

    private const int MostRemovals = 600;

    /// <summary>Takes a slot and starts a container in it, unless a dead invoker has left one there that will do.</summary>
    /// <param name="patience">How long to wait for the slot. What comes then may take minutes, where an image must be pulled first.</param>
    /// <exception cref="ExecutorCallException">The executor would not or could not.</exception>
    /// <exception cref="OperationCanceledException">No slot came in time.</exception>
    public async Task<Container> MakeAsync(FunctionDefinition function, TimeSpan patience, CancellationToken ct)
    {
        var slot = await TakeSlotAsync(function, patience, ct);
        var id = slot.Warm?.Id ?? NewId();
        try
        {
            if (slot.Warm is { } warm && await executors.AdoptAsync(slot.Executor, warm, ct) is { } adopted)
            {
                LogAdopted(warm.Id, function.Id, slot.Id, warm.Owner);
                return new(warm.Id, function, slot, adopted, warm: true);
            }
            id = NewId();
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
        catch (Exception e) when (e is OperationCanceledException or StoreUnavailableException or ExecutorCallException { Failure: CallFailure.Unknown })
        {
            // The answer was lost, or what came of it could not be told to the store: the container may be there.
            await RemoveAsync(new(id, function, slot, new ContainerStarted(0)), "whether it started, or may be used, is not known");
            throw;
        }
        catch
        {
            await slots.ReturnAsync(slot, CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// Takes a container down and gives its slot back, in this order: who gets the slot must find it empty. Where the executor is out of reach this goes on
    /// after the call, until the executor answers or the slot is lost. It throws nothing: nobody could do more about it.
    /// </summary>
    public async Task RemoveAsync(Container container, string why)
    {
        LogRemoved(container.Id, container.Definition.Id, why);
        try
        {
            if (!await TryRemoveAsync(container)) _ = RemoveLaterAsync(container);
        }
        catch (Exception e)
        {
            LogRemoveFailed(e, container.Id);
        }
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private async Task<bool> TryRemoveAsync(Container container)
    {
        try
        {
            await executors.RemoveAsync(container, container.Lost.Token);
        }
        catch (ExecutorCallException e)
        {
            LogOutOfReach(container.Id, container.Slot.Executor, e.Message);
            return false;
        }
        catch (OperationCanceledException) when (container.Lost.IsCancellationRequested)
        {
            // It has ended with its slot.
        }
        await slots.ReturnAsync(container.Slot, CancellationToken.None);
        return true;
    }

    private async Task RemoveLaterAsync(Container container)
    {
        for (var tries = 0; tries < MostRemovals; tries++)
        {
            await Task.Delay(BetweenRemovals, time, container.Lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await TryRemoveAsync(container)) return;
        }
        // By now Mesos has given the agent up, and the slot with it.
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

    [LoggerMessage(LogLevel.Warning, "Container {Container} cannot be removed, its executor {Executor} is out of reach: {Reason}. Its slot is kept until it can")]
    private partial void LogOutOfReach(string container, Uri executor, string reason);

    [LoggerMessage(LogLevel.Warning, "Container {Container} could not be removed properly")]
    private partial void LogRemoveFailed(Exception exception, string container);

    [LoggerMessage(LogLevel.Information, "Container {Container} of {Function} in slot {Slot} is taken over, warm, from {Owner}, which is gone")]
    private partial void LogAdopted(string container, FunctionId function, string slot, string owner);

    [LoggerMessage(LogLevel.Debug, "Container {Container} of {Function} is removed: {Why}")]
    private partial void LogRemoved(string container, FunctionId function, string why);
}
