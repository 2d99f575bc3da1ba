using System.Text.Json;

namespace Faas.Faults.Tests.Load;

/// <summary>Tests that stop and kill programs: one after the other, on the same ones. What one leaves behind the next must be able to work with.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime : ICollectionFixture<Scene>
{
    public const string Name = "One at a time";
}

/// <summary>Two gateways and two invokers; functions that note each of their starts in a file of this machine, which no isolation keeps from them.</summary>
public class Scene : SplitDeployment
{
    public Scene() : base(invokers: 2, gateways: 2, driver: "process")
    {
        MoreSettings["Mesos:Executor:Environment:FAAS_EXECUTOR_TRUSTEVERYFUNCTION"] = "true";
        // Where a container that should have gone on has not, this says why.
        MoreSettings["Logging:LogLevel:Faas.Invoker.Pool"] = "Debug";
    }

    /// <summary>After which the system must answer as though nothing had been. Seconds where nothing else runs; a machine that builds meanwhile is many times slower.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Every invocation tells its way otherwise, and there are many.</summary>
    protected override string LogLevel => "Information";

    /// <summary>Deploys functions that note each of their starts for a ledger, and has each answer once.</summary>
    internal async Task<IReadOnlyList<string>> DeployAllAsync(int functions, Ledger ledger)
    {
        // Python starts in half the time of Node.js, and hundreds of containers are started.
        var code = $$"""
            import time
            def main(args):
                if 'n' in args:
                    with open('{{ledger.StartsFile}}', 'a') as starts: starts.write('%d\n' % args['n'])
                time.sleep(0.005)
                return {'n': args.get('n', 0)}
            """;
        var names = await AtATime(functions, _ => this.DeployAsync(code, "python:default", new { memoryMiB = 64 }));
        await AtATime(functions, async place =>
        {
            await AnswersAsync(Gateways[place % Gateways.Count], names[place]);
            return place;
        });
        return names;
    }

    /// <summary>Waits until every gateway answers for every function.</summary>
    public async Task AllAnswerAsync(IReadOnlyList<string> functions)
    {
        foreach (var gateway in Gateways) await Task.WhenAll(functions.Select(function => AnswersAsync(gateway, function)));
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
        var found = LivingExecutors();
        Assert.NotEmpty(found);
        return found;
    }

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        // Those of killed agents are nobody's any more.
        foreach (var executor in LivingExecutors()) await ProgramProcess.SignalAsync(executor, "KILL");
    }

    private int[] LivingExecutors() => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, null)).Where(IsExecutor)];

    private async Task AnswersAsync(Uri gateway, string function)
    {
        var last = "";
        await Eventually.IsTrueAsync($"{gateway} answers for {function}", async () =>
        {
            try
            {
                using var response = await Client.PostAsync(new Uri(gateway, $"/functions/{function}/invocations"), new StringContent("{}", null, "application/json"));
                last = response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync();
                return response.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                last = e.Message;
                return false;
            }
        }, Recovery, () => $"The last answer: {last}\n{Output}");
    }

    private static async Task<T[]> AtATime<T>(int count, Func<int, Task<T>> make)
    {
        var made = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (place, _) => made[place] = await make(place));
        return made;
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
