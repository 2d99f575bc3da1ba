using System.Diagnostics;
using System.Globalization;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Soak;

/// <summary>
/// One fault after the other under load, for as long as <c>tests/faults</c> was told, in a drawn order; then the ledger.
/// </summary>
[Collection("One at a time")]
public sealed class SoakTests
{
    private const int Functions = 8;

    /// <summary>After which the system must answer as though nothing had been.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(double.Parse(Setting("FAAS_SOAK_MINUTES") ?? "1", CultureInfo.InvariantCulture));
    private static readonly int Seed = Setting("FAAS_SEED") is { } seed ? int.Parse(seed, null) : Random.Shared.Next(1_000_000);

    [Fact]
    public async Task Whatever_fails_nothing_accepted_is_lost_and_nothing_is_started_twice_whose_caller_waits()
    {
        Assert.SkipUnless(Scene.IsWanted, Scene.NotWanted);
        await using var scene = new Scene();
        await scene.InitializeAsync();
        var ledger = new Ledger(scene.StartsFile);
        var functions = await scene.DeployAllAsync(Functions);
        foreach (var function in functions) Assert.Equal(200, (await scene.InvokeAsync(function)).Status);
        using var callers = new Callers(scene.Gateways, functions, ledger);
        callers.Start(callers: 6, TimeSpan.FromMilliseconds(100));

        foreach (var fault in Faults())
        {
            Tell($"{fault.Name} …");
            await fault.StrikeAsync(scene);
            var watch = Stopwatch.StartNew();
            await AnswersAsync(scene, functions, fault.Name);
            Tell($"{fault.Name}: all answers again after {watch.Elapsed.TotalSeconds:0.0} s");
        }

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(60));
        ledger.Close();
        Tell(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{scene.Output}");
    }

    private static IEnumerable<Fault> Faults()
    {
        var only = Setting("FAAS_FAULTS");
        // Without Debian's faketime nobody gets another clock.
        var all = Fault.All.Where(fault => Programs.FakeTime is not null || !fault.Name.Contains("clock", StringComparison.Ordinal)).Where(fault => only is null or "" || fault.Name.Contains(only, StringComparison.Ordinal)).ToArray();
        Tell($"Seed {Seed}");
        return Drawn(all, Length);
    }

    private static IEnumerable<Fault> Drawn(Fault[] all, TimeSpan length)
    {
        var (watch, random) = (Stopwatch.StartNew(), new Random(Seed));
        while (watch.Elapsed < length) yield return all[random.Next(all.Length)];
    }

    /// <summary>Waits until every gateway answers for every function.</summary>
    internal static async Task AnswersAsync(Scene scene, IReadOnlyList<string> functions, string fault)
    {
        foreach (var gateway in scene.Gateways)
        {
            await Task.WhenAll(functions.Select(function => Eventually.IsTrueAsync($"after '{fault}', {gateway} answers for {function}\n{scene.Output}", () => AnswersAsync(scene, gateway, function), Recovery)));
        }
    }

    private static async Task<bool> AnswersAsync(Scene scene, Uri gateway, string function)
    {
        try
        {
            using var response = await scene.Client.PostAsync(new Uri(gateway, $"/functions/{function}/invocations"), new StringContent("{}", null, "application/json"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name);
}
