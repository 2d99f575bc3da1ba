using Faas.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faas.Gateway.Health;

/// <summary>Tells when nobody would run anything. The gateway is ready all the same: what it accepts runs when an invoker comes.</summary>
internal sealed class CapacityCheck(SessionStore sessions, SystemStore system) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if ((await sessions.ListAsync(cancellationToken)).Count == 0) return HealthCheckResult.Degraded("No invoker lives.");
            return (await system.ListKindsAsync(cancellationToken)).Count == 0 ? HealthCheckResult.Degraded("No executor has reported its kinds yet.") : HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException)
        {
            return HealthCheckResult.Degraded("The store does not answer.");
        }
    }
}
