using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Faas.Mesos.Scheduler;

/// <summary>Subscribes, however often it takes.</summary>
internal sealed partial class MasterSubscriber(
    MasterClient master, FrameworkIdentity identity, FrameworkRestore restore, IOptions<MasterOptions> options, TimeProvider time,
    ILogger<MasterSubscriber> logger)
{
    private readonly ResiliencePipeline<Subscription> _pipeline = new ResiliencePipelineBuilder<Subscription> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<Subscription>
        {
            ShouldHandle = new PredicateBuilder<Subscription>().Handle<MasterException>().Handle<HttpRequestException>(),
            MaxRetryAttempts = int.MaxValue,
            Delay = options.Value.ReconnectDelay,
            MaxDelay = options.Value.ReconnectMaxDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    public async Task<Subscription> SubscribeAsync(CancellationToken ct) => await _pipeline.ExecuteAsync(async token => await TryAsync(token), ct);

    private async Task<Subscription> TryAsync(CancellationToken ct)
    {
        var framework = identity.Describe();
        try
        {
            return await master.SubscribeAsync(framework, ct);
        }
        catch (FrameworkRemovedException e)
        {
            LogRemoved(framework.Id?.Value, e.Message);
            await restore.ForgetFrameworkAsync(ct);
            throw;
        }
        catch (Exception e) when (e is MasterException or HttpRequestException)
        {
            LogRefused(e.Message);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot subscribe: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Critical, "The master has removed framework {FrameworkId} and all its tasks ({Reason}); begins anew with another id")]
    private partial void LogRemoved(string? frameworkId, string reason);
}
