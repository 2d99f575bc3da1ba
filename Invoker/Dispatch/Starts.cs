using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Pool;
using Faas.Invoker.Runs;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>Starts containers for one function, and ends the invocations for which none can be started.</summary>
internal sealed partial class Starts(FunctionDispatcher dispatcher, DispatchServices services)
{
    /// <summary>How long a start may wait for a slot before demand is looked at anew.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = services.Logger;
    private volatile FunctionDefinition? _latest;

    /// <summary>Of the revision seen last; 1 before any.</summary>
    public int Concurrency => _latest?.Limits.Concurrency ?? 1;

    /// <summary>How many invocations may run at a time, and how many containers that takes.</summary>
    public int MostRunning => _latest?.Limits.Running ?? int.MaxValue;

    public int MostContainers => Math.Min(MostRunning, dispatcher.MostForNamespace) is < int.MaxValue and var most ? (most + Concurrency - 1) / Concurrency : int.MaxValue;

    public void Begin(CancellationToken stop)
    {
        dispatcher.Pool.StartBegun();
        _ = StartAsync(stop);
    }

    private async Task StartAsync(CancellationToken stop)
    {
        var container = default(Container);
        try
        {
            _latest = await services.Functions.FindAsync(dispatcher.Function, stop);
            if (_latest is null)
            {
                await EndWaitingAsync(all: true, _ => Attempt.Unrun(_, Outcome.FunctionDeleted, "The function was deleted while the invocation waited."));
                return;
            }
            container = await services.Maker.MakeAsync(_latest, Patience, stop);
            // What was taken over says nothing of what a start takes.
            if (container.StartMicros > 0) dispatcher.Times.Started(container.StartMicros);
        }
        catch (Exception e) when (e is SlotRefusedException or ExecutorCallException { Fault: ExecutorFault.UnknownKind or ExecutorFault.StartFailed })
        {
            LogCannotStart(dispatcher.Function, e.Message);
            await EndWaitingAsync(all: false, claim => Attempt.Unrun(claim, Outcome.CouldNotStart, e.Message));
        }
        catch (OperationCanceledException)
        {
            // Nobody had room for it, or we stop. What still waits is looked at again.
        }
        catch (Exception e)
        {
            LogStartFailed(e, dispatcher.Function);
        }
        finally
        {
            dispatcher.Pool.StartEnded(container);
            // At once only with something to use: a start that failed is tried again at the next look.
            if (container is not null) dispatcher.Signal();
            else if (dispatcher.Known.MayWait) dispatcher.LookSoon();
        }
    }

    /// <summary>Ends invocations whose callers have given up, while there is no container to claim them for.</summary>
    public async Task EndExpiredAsync()
    {
        while (dispatcher.Lease is { } lease)
        {
            var outcome = await services.Queue.ClaimExpiredAsync(dispatcher.Function, lease, services.Session, CancellationToken.None);
            if (outcome.Claim is not { } claim) return;
            dispatcher.Known.Heard(outcome.Waiting);
            await EndAsync(claim, Attempt.TooLate(claim, dispatcher.LimitedBy, await services.Waits.FindAsync(dispatcher.Function, CancellationToken.None)));
        }
    }

    private async Task EndWaitingAsync(bool all, Func<Claim, AttemptEnd> end)
    {
        try
        {
            do
            {
                if (dispatcher.Lease is not { } lease) return;
                var outcome = await services.Queue.ClaimAsync(dispatcher.Function, lease, services.Session, CancellationToken.None);
                dispatcher.Known.Heard(outcome.Waiting);
                if (outcome.Claim is not { } claim) return;
                await EndAsync(claim, end(claim));
            }
            while (all);
        }
        catch (StoreUnavailableException e)
        {
            LogStartFailed(e, dispatcher.Function);
            services.Recovery.Suspect();
        }
    }

    private async Task EndAsync(Claim claim, AttemptEnd end)
    {
        services.InFlight.Add(claim);
        await services.Completion.FinishAsync(claim, end, null, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "No container can be started for {Function}: {Reason}")]
    private partial void LogCannotStart(FunctionId function, string reason);

    [LoggerMessage(LogLevel.Warning, "Starting a container for {Function} failed; will try again")]
    private partial void LogStartFailed(Exception exception, FunctionId function);
}
