using Polly;
using Polly.Retry;

namespace Faas.Mesos.Scheduler;

/// <summary>How calls of executors are repeated; all of them may be.</summary>
internal static class ExecutorPipelines
{
    public static ResiliencePipeline Patient(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TaskCanceledException>(e => e.InnerException is TimeoutException),
            MaxRetryAttempts = 4,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();
}
