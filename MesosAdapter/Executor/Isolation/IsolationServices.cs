using Faas.Mesos.Executor.Isolation.Docker;
using Faas.Mesos.Executor.Isolation.Processes;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>The drivers there are; configuration names the one in use.</summary>
internal static class IsolationServices
{
    private static readonly Dictionary<string, Func<IServiceProvider, IIsolationDriver>> Drivers = new()
    {
        ["sandbox"] = services => ActivatorUtilities.CreateInstance<SandboxDriver>(services),
        ["docker"] = services => ActivatorUtilities.CreateInstance<DockerDriver>(services),
        ["process"] = services => ActivatorUtilities.CreateInstance<ProcessDriver>(services),
    };

    public static IHostApplicationBuilder AddIsolation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProcessStarter>();
        builder.Services.AddSingleton(services => Drivers[services.GetRequiredService<IOptions<ExecutorOptions>>().Value.Driver](services));
        builder.Services.AddOptions<ExecutorOptions>()
            .Validate(options => Drivers.ContainsKey(options.Driver), $"Driver names no isolation driver; there are: {string.Join(", ", Drivers.Keys)}.");
        return builder;
    }
}
