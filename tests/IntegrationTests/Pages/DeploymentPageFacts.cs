using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary><c>deploy/mesos/README.md</c>, followed word for word.</summary>
public sealed partial class DeploymentPageFacts : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    private readonly string _folder = Directory.CreateTempSubdirectory("faas-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_command_works_in_its_order_on_an_agent_without_dotnet()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, as the page does");
        var blocks = Blocks(await File.ReadAllTextAsync(Path.Combine(Root, "deploy/mesos/README.md"), TestContext.Current.CancellationToken));
        Assert.True(blocks.Count >= 8, "the page has lost its commands");

        await RunAsync("bash", ["-euo", "pipefail", Script("build", blocks.Where(block => block.Heading == "Build"))]);
        var output = await RunAsync(Path.Combine(Root, "tests/IntegrationTests/Pages/machine"),
            [Script("rest", blocks.Where(block => block.Heading != "Build")), Programs.PathOf("Faas.Mesos.Local"), _folder]);
        Assert.Contains($"runs: {_folder}/mesos/", output, StringComparison.Ordinal);
        Assert.Contains("runs: /opt/faas/1/invoker/Faas.Invoker", output, StringComparison.Ordinal);
    }

    [Theory, InlineData("gateway"), InlineData("invoker")]
    public void Marathon_definitions_run_what_the_archives_hold(string part)
    {
        using var definition = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, $"deploy/mesos/marathon/{part}.json")));
        Assert.EndsWith($"exec ./Faas.{char.ToUpperInvariant(part[0])}{part[1..]}", definition.RootElement.GetProperty("cmd").GetString(), StringComparison.Ordinal);
        Assert.Contains($"faas-{part}.tar.gz", definition.RootElement.GetProperty("fetch")[0].GetProperty("uri").GetString(), StringComparison.Ordinal);
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Faas.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    private string Script(string name, IEnumerable<(string Heading, string Commands)> blocks)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', blocks.Select(block => $"echo '== {block.Heading}'\n{block.Commands}")));
        return path;
    }

    private static List<(string Heading, string Commands)> Blocks(string page)
    {
        var heading = "";
        var blocks = new List<(string, string)>();
        foreach (var part in Parts().Matches(page).Cast<Match>())
        {
            if (part.Groups["heading"].Success) heading = part.Groups["heading"].Value;
            else blocks.Add((heading, part.Groups["commands"].Value));
        }
        return blocks;
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        var said = string.Join("\n-- stderr\n", await output);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{said}");
        return said;
    }

    [GeneratedRegex(@"^## (?<heading>[^\n]*)$|^```bash\n(?<commands>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Parts();
}
