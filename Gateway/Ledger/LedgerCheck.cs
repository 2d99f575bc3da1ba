using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Ledger;

/// <summary>A command on a live store: what became of every invocation ever accepted. Nothing is changed, nothing is stopped.</summary>
public static class LedgerCheck
{
    /// <summary>What asks for it on the gateway's command line.</summary>
    public const string Option = "--check-ledger";

    /// <returns>0 when every shard balances, 1 when one does not, 2 when the store does not tell.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var builder = Host.CreateApplicationBuilder([.. args.Where(arg => arg != Option)]);
        builder.Logging.ClearProviders();
        builder.AddStorage();
        using var host = builder.Build();
        try
        {
            return await TellAsync(await host.Services.GetRequiredService<LedgerStore>().ReadAsync(CancellationToken.None), output);
        }
        catch (StoreUnavailableException e)
        {
            await output.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task<int> TellAsync(IReadOnlyDictionary<Shard, ShardLedger> ledgers, TextWriter output)
    {
        var all = ledgers.Values.Aggregate(default(ShardLedger), (sum, ledger) => sum + ledger);
        await output.WriteLineAsync($"accepted {all.Accepted} = waiting {all.Waiting} + delayed {all.Delayed} + running {all.Running} + done {all.Done} + failed {all.Failed} + dead {all.Dead} + cancelled {all.Cancelled}");
        var wrong = ledgers.Where(entry => entry.Value.Missing != 0).ToArray();
        foreach (var (shard, ledger) in wrong) await output.WriteLineAsync($"{shard} is out by {ledger.Missing}: {ledger}");
        await output.WriteLineAsync(wrong.Length == 0 ? $"{ledgers.Count} shards balance." : $"{wrong.Length} of {ledgers.Count} shards do not balance.");
        return wrong.Length == 0 ? 0 : 1;
    }
}
