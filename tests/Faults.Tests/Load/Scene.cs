using System.Text.Json;

namespace Faas.Faults.Tests.Load;

/// <summary>Two gateways and two invokers; functions that note each of their starts in a file of this machine, which no isolation keeps from them.</summary>
public class Scene : SplitDeployment
{
    public Scene() : base(invokers: 2, gateways: 2, driver: "process") => MoreSettings["Mesos:Executor:Environment:FAAS_EXECUTOR_TRUSTEVERYFUNCTION"] = "true";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Minutes of processes that die: not for every change.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("FAAS_SOAK_MINUTES") is not null;

    public const string NotWanted = "not asked for: tests/faults runs it";

    /// <summary>For one ledger: where its functions count.</summary>
    public string StartsFile { get; } = Path.Combine(Path.GetTempPath(), $"faas-starts-{Guid.NewGuid():N}");

    /// <summary>Every invocation tells its way otherwise, and there are many.</summary>
    protected override string LogLevel => "Information";

    public async Task<IReadOnlyList<string>> DeployAllAsync(int functions)
    {
        var code = $$"""
            const fs = require('fs');
            exports.main = async p => {
              if (p.n) fs.appendFileSync('{{StartsFile}}', p.n + '\n');
              await new Promise(done => setTimeout(done, 5));
              return {n: p.n || 0};
            }
            """;
        var names = new List<string>();
        for (var i = 0; i < functions; i++) names.Add(await this.DeployAsync(code, limits: new { memoryMiB = 64 }));
        return names;
    }

    /// <summary>Living invokers, by their place.</summary>
    public async Task<IReadOnlyDictionary<int, JsonElement>> InvokersAsync()
    {
        foreach (var gateway in Gateways)
        {
            try
            {
                using var response = await Http.GetAsync(new Uri(gateway, "/system"));
                if (!response.IsSuccessStatusCode) continue;
                var answer = await Answer.ReadAsync(response);
                return answer.Json.GetProperty("invokers").EnumerateArray().DistinctBy(Place).ToDictionary(Place);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The other one may live.
            }
        }
        return new Dictionary<int, JsonElement>();
    }

    private int Place(JsonElement invoker) => InvokerAt(new(invoker.GetProperty("address").GetString()!));

    public static int Shards(JsonElement invoker) => invoker.GetProperty("shards").GetArrayLength();

    /// <summary>The executors: children of the agents.</summary>
    public IReadOnlyList<int> ExecutorProcesses()
    {
        int[] found = [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, null)).Where(IsExecutor)];
        Assert.NotEmpty(found);
        return found;
    }

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        File.Delete(StartsFile);
    }

    private bool IsExecutor(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0')[0] == Programs.PathOf("Faas.Mesos.Executor")
                && File.ReadAllText($"/proc/{process}/environ").Contains(Folder, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
