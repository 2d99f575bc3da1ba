using Faas.Gateway.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faas.Gateway.Health;

internal sealed class DrainCheck(Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.Began ? HealthCheckResult.Unhealthy("The gateway is stopping.") : HealthCheckResult.Healthy());
}
