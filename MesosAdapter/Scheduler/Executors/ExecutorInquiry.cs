using Microsoft.Extensions.Logging;
using Polly;

namespace Faas.Mesos.Scheduler;

/// <summary>Asks each executor once what it can run.</summary>
internal sealed partial class ExecutorInquiry(CapacityLedger ledger, ExecutorClient client, TimeProvider time, ILogger<ExecutorInquiry> logger)
{
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
            var description = await _pipeline.ExecuteAsync(
                async (call, ct) => await call.client.DescribeAsync(call.Address, call.token, ct), (client, executor.Address, token), CancellationToken.None);
            lock (ledger.Gate)
            {
                executor.Kinds = description.Kinds;
            }
            LogDescribed(executor.Id, description.Version, description.Driver, description.Kinds.Count(kind => kind.Missing is null), description.Kinds.Count);
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

    [LoggerMessage(LogLevel.Information, "Executor {Executor} {Version} isolates by {Driver} and has {Available} of {Kinds} kinds")]
    private partial void LogDescribed(string executor, string version, string driver, int available, int kinds);

    [LoggerMessage(LogLevel.Warning, "Executor {Executor} at {Address} does not say what it can run")]
    private partial void LogSilent(string executor, Uri address, Exception exception);
}
