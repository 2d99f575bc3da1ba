using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Faas.Faults.Tests.Load;

/// <summary>The ledger of a live store, as <c>Faas.Gateway --check-ledger</c> reads it.</summary>
internal static partial class Accounts
{
    /// <summary>Fails unless what still waits and what has ended make up what was accepted, shard by shard.</summary>
    /// <returns>What was told of it.</returns>
    public static async Task<string> BalanceAsync(Scene scene)
    {
        var (status, told) = await CheckAsync(scene);
        Assert.True(status == 0, told);
        return told;
    }

    /// <summary>Of each shard that does not balance, how many accepted invocations are nowhere; negative where more have ended than were accepted.</summary>
    public static async Task<IReadOnlyList<int>> ImbalancesAsync(Scene scene)
    {
        var (status, told) = await CheckAsync(scene);
        Assert.True(status is 0 or 1, told);
        return [.. OutBy().Matches(told).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    private static async Task<(int Status, string Told)> CheckAsync(Scene scene)
    {
        using var check = Process.Start(new ProcessStartInfo(Programs.PathOf("Faas.Gateway"), ["--check-ledger", $"--Storage:Redis=127.0.0.1:{scene.Redis.Port}"]) { RedirectStandardOutput = true })!;
        var told = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(told);
        return (check.ExitCode, told);
    }

    [GeneratedRegex("is out by (-?[0-9]+):")]
    private static partial Regex OutBy();
}
