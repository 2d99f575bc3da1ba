using Faas.Gateway.Access;
using Faas.Gateway.ApiKeys;
using Faas.Gateway.DeadLetters;
using Faas.Gateway.Functions;
using Faas.Gateway.Health;
using Faas.Gateway.Hosting;
using Faas.Gateway.Http;
using Faas.Gateway.Invocations;
using Faas.Gateway.Namespaces;
using Faas.Gateway.OpenApi;
using Faas.Gateway.Problems;
using Faas.Gateway.Status;
using Faas.Gateway.Telemetry;
using Faas.Storage;

namespace Faas.Gateway;

/// <summary>The gateway as a web application: the same in its own process, in the standalone and in tests.</summary>
public static class GatewayHost
{
    /// <summary>Builds the gateway; whoever calls runs and disposes it.</summary>
    /// <param name="args">Configuration as <c>--Section:Name=value</c>, over environment variables and appsettings.json.</param>
    /// <param name="configure">What the caller adds or replaces, after everything of the gateway is registered.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Nothing here changes while it runs, and a watch would be on every folder below the working directory, whatever that is.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        builder.AddServer().AddJson().AddStorage().AddTelemetry().AddHealth().AddProblems().AddAccess().AddFunctions().AddNamespaces().AddInvocations().AddOpenApi();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseProblems();
        app.UseSwagger();
        app.UseRouting();
        app.UseAccess();
        app.MapFunctions();
        app.MapInvoke();
        app.MapInvocations();
        app.MapDeadLetters();
        app.MapNamespaces();
        app.MapApiKeys();
        app.MapStatus();
        app.MapMesos();
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApiDocument();
        return app;
    }
}
