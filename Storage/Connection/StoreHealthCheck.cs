using Faas.Storage.Connection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faas.Storage;

internal sealed class StoreHealthCheck(RedisStore redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.RunAsync(db => db.PingAsync());
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
