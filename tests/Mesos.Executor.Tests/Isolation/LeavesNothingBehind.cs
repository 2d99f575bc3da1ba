using System.Diagnostics;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>Runs alone: it counts what this process and the machine have open.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

/// <summary>What is there of containers once they have gone.</summary>
[Collection("alone")]
public sealed class LeavesNothingBehind
{
    [Fact]
    public async Task Of_containers_that_ran_and_went_nothing_is_left()
    {
        await using var executor = await CreateAsync();
        await UseAsync(executor, 3);
        var before = State.Now(executor);
        await UseAsync(executor, 10);
        var after = State.Now(executor);
        // The runtime opens and closes a few of its own; one left behind by each container would be ten.
        Assert.InRange(after.Descriptors, 0, before.Descriptors + 9);
        Assert.Equal(before with { Descriptors = after.Descriptors }, after);
    }

    [Fact]
    public async Task Of_an_executor_that_ended_nothing_is_left()
    {
        string label;
        await using (var executor = await CreateAsync())
        {
            label = ExecutorLabel.Of(executor.Options.DataFolder);
            await UseAsync(executor, 3);
        }
        Assert.Equal([], Traces(label));
    }

    private static Task<LocalExecutor> CreateAsync() => LocalExecutor.CreateAsync((options, starter) =>
    {
        options.Value.Sandbox.BerthsAhead = 0;
        var driver = new SandboxDriver(options, starter, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.SkipWhen(driver.FindMissing() is not null, $"{driver.Name} cannot work here: {driver.FindMissing()}");
        return driver;
    });

    private static async Task UseAsync(LocalExecutor executor, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var (id, container) = await executor.StartWithAsync("def main(p): return {}", "python");
            Assert.Equal("{}", (await LocalExecutor.RunAsync(container)).Body);
            await executor.Registry.RemoveAsync(id);
        }
    }

    // Everything on the machine that carries the executor's name.
    private static IEnumerable<string> Traces(string label) =>
    [
        .. Directory.EnumerateDirectories("/sys/fs/cgroup", $"faas-{label}-*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }),
        .. Directory.Exists("/run/netns") ? Directory.EnumerateFiles("/run/netns", $"faas-{label}-*") : [],
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(label, StringComparison.Ordinal)),
        .. Rules().Where(line => line.Contains(label, StringComparison.Ordinal)),
    ];

    private static string[] Rules()
    {
        using var nft = Process.Start(new ProcessStartInfo("/usr/sbin/nft", ["list", "tables"]) { RedirectStandardOutput = true })!;
        var text = nft.StandardOutput.ReadToEnd();
        nft.WaitForExit();
        return text.Split('\n');
    }

    /// <summary>What an executor has, its spare berths included.</summary>
    internal sealed record State(int Descriptors, int Files, int Traces)
    {
        public static State Now(LocalExecutor executor) => new(
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            Directory.EnumerateFileSystemEntries(executor.Options.DataFolder, "*", SearchOption.AllDirectories).Count(),
            LeavesNothingBehind.Traces(ExecutorLabel.Of(executor.Options.DataFolder)).Count());
    }
}
