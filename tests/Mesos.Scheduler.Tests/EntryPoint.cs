using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Runs the tests, or, when an agent of theirs started it, the executor; then as the test framework's own entry point does.</summary>
internal static class EntryPoint
{
    public static async Task<int> Main(string[] args)
    {
        if (args.Contains(ProcessExecutor.Argument))
        {
            return await ProcessExecutor.RunAsync();
        }
        return args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
