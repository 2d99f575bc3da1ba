using Faas.Gateway.Api;
using Faas.Gateway.Auth;
using Faas.Gateway.Docs;
using Faas.Gateway.Functions;
using Faas.Gateway.Invocations;
using Faas.Gateway.Problems;
using Faas.Storage;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Faas.Gateway;

/// <summary>A gateway, as every deployment builds it.</summary>
public static class GatewayHost
{
    /// <param name="args">Command line; every option can be given there.</param>
    /// <param name="configure">What a deployment does differently.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.AddStorage();
        builder.AddProblems();
        builder.AddApi();
        builder.AddDocs();
        builder.AddTelemetry();
        configure?.Invoke(builder);
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["PORT"] ?? "8080"}");

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseMiddleware<KeyMiddleware>();
        app.MapFunctions();
        app.MapInvocations();
        app.MapKeys();
        app.MapSystem();
        app.MapDocs();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint().AllowAnonymous();
        return app;
    }

    private static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<GatewayOptions, GatewayOptionsValidator>().BindConfiguration(GatewayOptions.Section);
        builder.Services.ConfigureHttpJsonOptions(options => GatewayJson.Configure(options.SerializerOptions));
        builder.Services.AddSingleton<FunctionService>();
        builder.Services.AddSingleton<InvocationService>();
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddSingleton<BootstrapKey>();
        builder.Services.AddHostedService<LoopbackCheck>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ResultInbox>());
    }

    private static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Faas.*").AddPrometheusExporter());
        // Spans cost time on every request: only where somebody collects them.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null) telemetry.WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore").AddOtlpExporter());
    }
}
