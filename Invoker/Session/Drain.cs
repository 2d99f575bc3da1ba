using Faas.Invoker.Dispatch;
using Faas.Invoker.Ownership;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker;

/// <summary>Ends an invoker without losing anything: claim no more, hand the shards over, let what runs end, take the containers down, end the session.</summary>
internal sealed partial class Drain(
    SessionKeeper keeper, OwnedShards shards, DispatcherTable dispatchers, HandedClaims handed, InFlight inFlight, SessionStore sessions, InvokerIdentity identity,
    IOptions<InvokerOptions> options, TimeProvider time, ILogger<Drain> logger)
{
    public async Task RunAsync(CancellationToken ct)
    {
        LogDraining(inFlight.Count);
        keeper.Draining = true;
        try
        {
            await keeper.RenewAsync(ct);
            await Task.WhenAll(shards.Held.Select(shard => shards.DropAsync(shard, ct)));
            await HearAsync();
            await WaitForRunsAsync(ct);
            foreach (var dispatcher in dispatchers.All) await DispatcherTable.RetireAsync(dispatcher, _ => true, "the invoker stops");
            await sessions.EndAsync(identity.Session, ct);
        }
        catch (StoreUnavailableException e)
        {
            LogDrainIncomplete(e.Message);
        }
        LogDrained(inFlight.Count);
    }

    /// <summary>What was claimed for us before the leases were dropped comes in, where messages come at all: what runs is waited for in any case.</summary>
    private async Task HearAsync()
    {
        try
        {
            await handed.HeardAsync();
        }
        catch (StoreUnavailableException e)
        {
            LogDrainIncomplete(e.Message);
        }
    }

    private async Task WaitForRunsAsync(CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(options.Value.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        try
        {
            while (inFlight.Count > 0) await timer.WaitForNextTickAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            LogRunsLeft(inFlight.Count);
        }
    }

    [LoggerMessage(LogLevel.Information, "Draining: {Runs} invocations run")]
    private partial void LogDraining(int runs);

    [LoggerMessage(LogLevel.Information, "Drained; {Runs} invocations left")]
    private partial void LogDrained(int runs);

    [LoggerMessage(LogLevel.Warning, "{Runs} invocations did not end in time; they count as lost when the session is over")]
    private partial void LogRunsLeft(int runs);

    [LoggerMessage(LogLevel.Warning, "The drain could not tell the store: {Reason}. Leases and session end by themselves")]
    private partial void LogDrainIncomplete(string reason);
}
