using Faas.Contracts;
using Faas.Mesos.Executor.Containers;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>What is there of an engine's containers once they have gone: ours, and users' own, which are reached through their network.</summary>
[Collection("alone")]
public sealed class EngineLeavesNothingBehind(DockerRuntimes runtimes) : IClassFixture<DockerRuntimes>
{
    [Fact]
    public async Task Of_containers_that_ran_and_went_nothing_is_left()
    {
        Assert.SkipWhen(runtimes.Engine.Missing is not null, $"{runtimes.Engine.Missing}");
        await using var executor = await LocalExecutor.CreateAsync((options, starter) =>
        {
            var driver = DockerDriverTests.Create(runtimes, options.Value, starter);
            Assert.Null(driver.FindMissing());
            return driver;
        }, runtimes.Catalog);
        var image = await BlackboxImageTests.MakeAsync(runtimes, "left", BlackboxImageTests.Server.Replace("MARKS", "False", StringComparison.Ordinal));
        await UseAsync(executor, image, 2);
        var before = LeavesNothingBehind.State.Now(executor);
        await UseAsync(executor, image, 5);
        var after = LeavesNothingBehind.State.Now(executor);
        // The runtime opens and closes a few of its own; one left behind by each container would be ten.
        Assert.InRange(after.Descriptors, 0, before.Descriptors + 9);
        Assert.Equal(before with { Descriptors = after.Descriptors }, after);
        Assert.Equal("", await runtimes.Engine.DockerAsync("ps", "--all", "--quiet"));
    }

    private static async Task UseAsync(LocalExecutor executor, string image, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var (own, ours) = await executor.StartWithAsync("def main(p): return {}", "python");
            Assert.Equal("{}", (await LocalExecutor.RunAsync(ours)).Body);
            await executor.Registry.RemoveAsync(own);

            var (foreign, outcome) = await executor.TryStartAsync(new("", KindStatus.Blackbox, 128, 1, "owner", null) { Image = image });
            var theirs = Assert.IsType<StartOutcome.Started>(outcome).Container;
            Assert.Equal(200, (await executor.InitAsync(theirs, (CodeReference?)null)).Status);
            Assert.Contains("stdout: ran", (await LocalExecutor.RunAsync(theirs)).Lines);
            await executor.Registry.RemoveAsync(foreign);
        }
    }
}
