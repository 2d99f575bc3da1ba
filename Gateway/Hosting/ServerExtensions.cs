using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Hosting;

/// <summary>Kestrel, options, logs and the way down.</summary>
internal static class ServerExtensions
{
    private const int DefaultPort = 8080;

    public static IHostApplicationBuilder AddServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every endpoint limits its own body and answers 413 itself; Kestrel's way is to cut the connection under a caller who still sends.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        if (!NamesAddress(builder.Configuration)) builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["PORT"] ?? $"{DefaultPort}"}");
        // Its scope, its Activity and its two lines would cost every invocation more than the queue does.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Readiness is asked for every few seconds; what it says is in its answer.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.AddOptionsWithValidateOnStart<GatewayOptions, GatewayOptionsValidator>().BindConfiguration(GatewayOptions.Section);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsRules>());
        // Not through IOptions: hosts are built with it, before any mistake in the options can be told beside the others.
        var gateway = builder.Configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = gateway.DrainDelay + gateway.ShutdownTimeout);
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
        return builder;
    }

    private static bool NamesAddress(ConfigurationManager configuration) =>
        configuration["urls"] is not null || configuration["http_ports"] is not null || configuration["https_ports"] is not null
        || configuration.GetSection("Kestrel:Endpoints").Exists();
}
