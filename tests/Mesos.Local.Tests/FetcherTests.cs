using System.Diagnostics;
using Faas.Mesos.Local.Tests.Driving;

namespace Faas.Mesos.Local.Tests;

public sealed class FetcherTests
{
    [Theory, InlineData("file://"), InlineData("")]
    public async Task An_archive_is_unpacked_into_the_sandbox_before_the_command_runs(string scheme)
    {
        await using var cluster = await Cluster.StartAsync();
        var archive = await ArchiveAsync(cluster.WorkDirectory);
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Command(offer, "bin/program");
        task.Command.Uris.Add(new CommandInfo.Types.URI { Value = scheme + archive });

        await driver.AcceptAsync(offer, task);

        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextUpdateAsync(TaskState.TaskFinished);
    }

    [Fact]
    public async Task What_is_said_to_be_executable_is()
    {
        await using var cluster = await Cluster.StartAsync();
        var script = Path.Combine(cluster.WorkDirectory, "script");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexit 0", TestContext.Current.CancellationToken);
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Command(offer, "./renamed");
        task.Command.Uris.Add(new CommandInfo.Types.URI { Value = script, Executable = true, OutputFile = "renamed" });

        await driver.AcceptAsync(offer, task);

        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextUpdateAsync(TaskState.TaskFinished);
    }

    [Fact]
    public async Task An_executor_that_cannot_be_fetched_fails_its_tasks()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Custom(offer);
        task.Executor.Command.Uris.Add(new CommandInfo.Types.URI { Value = "http://127.0.0.1:1/executor.tar.gz" });

        await driver.AcceptAsync(offer, task);

        var failed = await driver.NextUpdateAsync(TaskState.TaskFailed);
        Assert.Equal(TaskStatus.Types.Reason.ContainerLaunchFailed, failed.Reason);
        Assert.Contains("Failed to fetch all URIs", failed.Message, StringComparison.Ordinal);
    }

    private static async Task<(MesosDriver Driver, Offer Offer)> EnterAsync(Cluster cluster)
    {
        var driver = await cluster.SubscribeAsync(Given.Framework());
        await driver.EnterAsync();
        return (driver, await driver.NextOfferAsync());
    }

    private static async Task<string> ArchiveAsync(string folder)
    {
        var archive = Path.Combine(folder, "content.tar.gz");
        using var shell = Process.Start("sh", ["-ec", $"mkdir -p {folder}/content/bin; cd {folder}/content; printf '#!/bin/sh\nexit 0' >bin/program; chmod +x bin/program; tar -czf {archive} ."]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
        return archive;
    }
}
