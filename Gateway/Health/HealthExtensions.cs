using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faas.Gateway.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: send it requests; the store answers and it is not told to stop.</summary>
internal static class HealthExtensions
{
    public static IHostApplicationBuilder AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<DrainCheck>("drain").AddCheck<CapacityCheck>("capacity");
        return builder;
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithMetadata(new AllowAnonymousAttribute()).DisableHttpMetrics();
        group.MapHealthChecks("/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync });
        group.MapHealthChecks("/ready", new() { ResponseWriter = WriteAsync });
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", entry.Status.ToString());
            if (entry.Description is { } description) json.WriteString("description", description);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
