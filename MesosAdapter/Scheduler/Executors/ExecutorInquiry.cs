using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Polly;

namespace Faas.Mesos.Scheduler;

/// <summary>Asks each executor once what it can run, and now and then which images it has; tells where it and this invoker do not reach each other.</summary>
internal sealed partial class ExecutorInquiry(CapacityLedger ledger, ExecutorClient client, OwnAddress own, TimeProvider time, ILogger<ExecutorInquiry> logger)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15), BetweenLooksAtPulls = TimeSpan.FromSeconds(2);

    private readonly ResiliencePipeline _pipeline = ExecutorPipelines.Patient(time);

    /// <summary>Its caller holds the ledger's gate.</summary>
    public void Begin(ExecutorEntry executor)
    {
        if (!executor.IsDescribed)
        {
            executor.IsDescribed = true;
            _ = AskAsync(executor, ledger.Token);
        }
    }

    private async Task AskAsync(ExecutorEntry executor, string token)
    {
        try
        {
            var description = await AskOnceAsync(executor, token);
            LogDescribed(executor.Id, description.Version, description.Driver, description.Kinds.Count(kind => kind.Missing is null), description.Kinds.Count);
            await TryWayBackAsync(executor, token);
            while (RunsImages(description) && IsKnown(executor))
            {
                await Task.Delay(description.Images.Any(image => image.State == ImageState.Pulling) ? BetweenLooksAtPulls : BetweenLooks, time);
                description = await AskOnceAsync(executor, token);
            }
        }
        catch (Exception e)
        {
            LogSilent(executor.Id, executor.Address, e);
            lock (ledger.Gate)
            {
                // The next slot that starts there asks again.
                executor.IsDescribed = false;
            }
        }
    }

    private async Task<ExecutorDescription> AskOnceAsync(ExecutorEntry executor, string token)
    {
        var description = await _pipeline.ExecuteAsync(
            async (call, ct) => await call.client.DescribeAsync(call.Address, call.token, ct), (client, executor.Address, token), CancellationToken.None);
        lock (ledger.Gate)
        {
            (executor.Kinds, executor.Images) = (description.Kinds, description.Images);
            ledger.Agents.Learn(executor.AgentId, description.Kinds);
        }
        // Who waits for a kind gets an agent's slots once it is known to have it.
        ledger.Changed.Set();
        return description;
    }

    private static bool RunsImages(ExecutorDescription description) => description.Kinds.Any(kind => kind is { Kind: KindStatus.Blackbox, Missing: null });

    private bool IsKnown(ExecutorEntry executor)
    {
        lock (ledger.Gate) return ledger.Executors.TryGet(executor.Id, out var known) && known == executor;
    }

    // Code and archives go that way, and no call of ours shows it.
    private async Task TryWayBackAsync(ExecutorEntry executor, string token)
    {
        if (own() is not { } address) return;
        try
        {
            if (await client.ReachAsync(executor.Address, address, token, CancellationToken.None) is { } failure) LogNoWayBack(executor.Id, executor.Address.Host, address, failure);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // It has just described itself: what ended it since is told elsewhere.
        }
    }

    [LoggerMessage(LogLevel.Error, "Executor {Executor} on {Host} cannot reach this invoker at {Address} ({Failure}): functions that run there will not get their code. Set Invoker:Address to an address that agents reach, and open its port to them")]
    private partial void LogNoWayBack(string executor, string host, Uri address, string failure);

    [LoggerMessage(LogLevel.Information, "Executor {Executor} {Version} isolates by {Driver} and has {Available} of {Kinds} kinds")]
    private partial void LogDescribed(string executor, string version, string driver, int available, int kinds);

    [LoggerMessage(LogLevel.Error, "This invoker cannot reach executor {Executor} at {Address}: functions cannot run there. The agent's ports, by default 31000 to 32000, must be open to invokers, and its hostname must lead to it")]
    private partial void LogSilent(string executor, Uri address, Exception exception);
}
