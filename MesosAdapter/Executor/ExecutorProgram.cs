using Faas.Mesos.Executor.Agent;
using Faas.Mesos.Executor.Endpoint;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runs;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor;

/// <summary>From start to end of the program.</summary>
internal static class ExecutorProgram
{
    /// <summary>EX_CONFIG of sysexits.h: starting it again will not help before somebody has mended something.</summary>
    private const int Misconfigured = 78;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = await PrepareAsync(args, Environment.GetEnvironmentVariable);
            await app.RunAsync();
            return 0;
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', e.Failures));
        }
        return Misconfigured;
    }

    /// <summary>All of it, ready to be started.</summary>
    /// <param name="variable">Where the agent's variables are read.</param>
    /// <exception cref="StartupException">Something is missing.</exception>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static async Task<WebApplication> PrepareAsync(string[] args, Func<string, string?> variable)
    {
        // Nothing here changes while it runs, and a watch would be on every folder below the working directory, whatever that is.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.AddOptions(args, out var options).AddContainers().AddEndpoint().AddAgent(options, variable).AddIsolation();
        var app = builder.Build();
        await app.Services.GetRequiredService<Preparation>().PrepareAsync(CancellationToken.None);
        app.UseMiddleware<TokenGate>();
        app.MapContainers();
        app.MapRuns();
        app.MapReach();
        return app;
    }
}
