using Faas.Mesos.Local.Tests;
using Faas.Mesos.Local.Tests.Driving;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

if (args is [TestExecutor.Argument])
{
    return await TestExecutor.RunAsync();
}
return args.Any(a => a is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
