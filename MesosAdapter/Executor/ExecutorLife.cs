using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Endpoint;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor;

/// <summary>From start to end of the program.</summary>
internal static class ExecutorLife
{
    /// <summary>EX_CONFIG of sysexits.h: starting it again will not help before somebody has mended something.</summary>
    private const int Misconfigured = 78;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunExecutorAsync(this WebApplication app)
    {
        try
        {
            var options = app.Services.GetRequiredService<IOptions<ExecutorOptions>>().Value;
            if (options.StandaloneToken is null && Environment.GetEnvironmentVariable("MESOS_AGENT_ENDPOINT") is null)
                throw new StartupException("This program is started by a Mesos agent, which tells it where it is in MESOS_* variables. To try it without Mesos, give it --standalone-token <secret>.");
            await app.Services.GetRequiredService<Preparation>().PrepareAsync(CancellationToken.None);
            app.UseMiddleware<TokenGate>();
            app.MapContainers();
            await app.RunAsync();
            return 0;
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Misconfigured;
        }
        catch (OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', e.Failures));
            return Misconfigured;
        }
    }
}

/// <summary>Takes every container along when the program ends.</summary>
internal sealed class Farewell(ContainerRegistry containers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => containers.RemoveAllAsync();
}
