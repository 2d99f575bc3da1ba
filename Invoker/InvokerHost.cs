using Faas.Invoker.Arbitration;
using Faas.Invoker.Capacity;
using Faas.Invoker.Code;
using Faas.Invoker.Direct;
using Faas.Invoker.Dispatch;
using Faas.Invoker.Ownership;
using Faas.Invoker.Pool;
using Faas.Invoker.Runs;
using Faas.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

namespace Faas.Invoker;

/// <summary>An invoker, as every deployment builds it.</summary>
public static class InvokerHost
{
    /// <param name="args">Command line; every option can be given there.</param>
    /// <param name="configure">What a deployment does differently.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Nothing here changes while it runs, and a watch would be on every folder below the working directory, whatever that is.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.AddStorage();
        builder.AddCapacity();
        builder.AddPool();
        builder.AddDispatch();
        builder.AddOwnership();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Faas.*").AddPrometheusExporter());
        configure?.Invoke(builder);
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:8081");

        var app = builder.Build();
        app.MapCode();
        app.MapExecutorArchive();
        app.MapSlots();
        app.MapPrometheusScrapingEndpoint();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        return app;
    }

    private static void AddPool(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<PoolOptions, PoolOptionsValidator>().BindConfiguration(PoolOptions.Section);
        builder.AddContainerCalls();
        builder.Services.AddSingleton<Arbiter>();
        builder.Services.AddSingleton<NamespaceShares>();
        builder.Services.AddHostedService<ShareKeeper>();
        builder.Services.AddSingleton<Evictor>();
        builder.Services.AddSingleton<ContainerMaker>();
        builder.Services.AddHostedService<IdleSweeper>();
    }

    private static void AddDispatch(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InvokerMetrics>();
        builder.Services.AddSingleton<InFlight>();
        builder.Services.AddSingleton<Suspicion>();
        builder.Services.AddSingleton<RunsUnderWay>().AddSingleton<EndsFromOutside>();
        builder.Services.AddSingleton<Attempt>();
        builder.Services.AddSingleton<Completion>();
        builder.Services.AddSingleton<Dispatch.Losses>();
        builder.Services.AddSingleton<LeftRuns>().AddSingleton<LastWords>().AddSingleton<Recalls>();
        builder.Services.AddSingleton<ClaimRecovery>();
        builder.Services.AddSingleton<Lane>();
        builder.Services.AddSingleton<DispatchServices>();
        builder.Services.AddSingleton<DispatcherTable>();
        builder.Services.AddSingleton<HandedClaims>();
    }

    private static void AddOwnership(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<InvokerOptions, InvokerOptionsValidator>().BindConfiguration(InvokerOptions.Section);
        builder.Services.AddSingleton<InvokerIdentity>();
        builder.Services.AddSingleton<OwnedShards>();
        builder.Services.AddSingleton<DueSignal>();
        builder.Services.AddHostedService<DueMover>();
        builder.Services.AddSingleton<Neighbours>();
        builder.Services.AddSingleton<ShardSweep>();
        builder.Services.AddSingleton<StatusSource>();
        builder.Services.AddSingleton<SessionKeeper>();
        builder.Services.AddSingleton<LeaseKeeper>();
        builder.Services.AddSingleton<ShardOwner>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService<InvokerService>();
    }
}
