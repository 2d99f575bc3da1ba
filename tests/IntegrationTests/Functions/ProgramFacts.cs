using System.Globalization;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>What the programs do to the machine that they are started on.</summary>
public sealed class ProgramFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    [Fact]
    public async Task No_program_watches_the_folder_it_is_started_in_nor_those_below()
    {
        Assert.Equal(200, (await deployment.InvokeAsync(await deployment.DeployAsync("exports.main = () => ({})"))).Status);
        var executors = Children(deployment.Mesos.Id);
        Assert.NotEmpty(executors);

        foreach (var program in executors.Append(deployment.Gateway(0).Id).Append(deployment.Invoker(0).Id))
            Assert.Empty(Watches(program));
    }

    // Each is a child of the thread that started it.
    private static int[] Children(int process) => [.. Directory.EnumerateDirectories($"/proc/{process}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];

    private static string[] Watches(int process) =>
        [.. Directory.EnumerateFiles($"/proc/{process}/fdinfo").SelectMany(File.ReadAllLines).Where(line => line.StartsWith("inotify wd:", StringComparison.Ordinal))];
}
