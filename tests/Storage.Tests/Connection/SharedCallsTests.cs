using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

/// <summary>The store is one server: what nobody waits for shares calls, whatever its function.</summary>
public sealed partial class SharedCallsTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private IHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_server.Missing is not null, _server.Missing ?? "");
        await _server.InitializeAsync();
        _host = Hosting.Build(_server.Address, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Many_invocations_of_many_functions_are_accepted_in_a_few_calls()
    {
        var many = new ManyAtOnce(_host.Services);
        await many.DeployAsync();
        var before = await CallsAsync();

        await many.AcceptAsync();

        // One at once, and those that came meanwhile in the next two; each once more where the script is not known yet.
        Assert.InRange(await CallsAsync() - before, 1, 6);
    }

    /// <summary>How often scripts were called.</summary>
    private async Task<int> CallsAsync()
    {
        await using var raw = await ConnectionMultiplexer.ConnectAsync($"{_server.Address},allowAdmin=true");
        var stats = (string)(await raw.GetServers()[0].ExecuteAsync("INFO", ["commandstats"]))!;
        return Calls().Matches(stats).Sum(line => int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("cmdstat_eval(?:sha)?:calls=([0-9]+)")]
    private static partial Regex Calls();
}
