using Faas.Contracts;
using Faas.Gateway.Ledger;
using Faas.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Gateway.Tests;

public sealed class LedgerTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Fact]
    public async Task A_command_checks_a_live_store()
    {
        var name = await gateway.DeployAsync();
        Assert.Equal(System.Net.HttpStatusCode.Accepted, (await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "respond-async"))).Status);
        var store = gateway.Services.GetRequiredService<IOptions<StorageOptions>>().Value.Redis;

        Assert.Equal((0, true), await CheckAsync(store, "accepted 1 = waiting 1 + delayed 0 + running 0"));

        using var raw = await ConnectionMultiplexer.ConnectAsync(store);
        var shard = new FunctionId("guest", FunctionName.Parse(name, null)).Shard;
        await raw.GetDatabase().HashIncrementAsync($"{{{shard}}}:ledger", "accepted", 2);
        Assert.Equal((1, true), await CheckAsync(store, $"{shard} is out by 2"));
        await raw.GetDatabase().HashDecrementAsync($"{{{shard}}}:ledger", "accepted", 2);
    }

    [Fact]
    public async Task Of_a_store_that_does_not_answer_it_says_so_and_that_nothing_is_known() =>
        Assert.Equal((2, true), await CheckAsync("127.0.0.1:1", "The store does not answer"));

    [Fact]
    public async Task Metrics_tell_the_ledger()
    {
        var metrics = (await gateway.SendAsync("GET", "/metrics")).Body;
        Assert.Contains("faas_ledger_missing", metrics, StringComparison.Ordinal);
        Assert.Contains("state=\"accepted\"", metrics, StringComparison.Ordinal);
    }

    private static async Task<(int Code, bool Says)> CheckAsync(string store, string says)
    {
        await using var output = new StringWriter();
        var code = await LedgerCheck.RunAsync([LedgerCheck.Option, $"--Storage:Redis={store}"], output);
        return (code, output.ToString().Contains(says, StringComparison.Ordinal));
    }
}
