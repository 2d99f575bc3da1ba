using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Faas.Gateway.Api;

/// <summary>For supervisors and load balancers.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}
