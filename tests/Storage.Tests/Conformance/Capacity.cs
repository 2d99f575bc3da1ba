using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private static readonly Uri Here = new("http://10.0.0.1:8081");

    private ISchedulerMemory Memory => Get<ISchedulerMemory>();

    [Fact]
    public async Task One_leads_until_it_resigns_or_its_lease_is_over()
    {
        var first = await Memory.TryLeadAsync("m", "one", Here, Minute, Ct);
        Assert.NotNull(first);
        Assert.Equal(first, await Memory.TryLeadAsync("m", "one", Here, Minute, Ct));
        Assert.Null(await Memory.TryLeadAsync("m", "two", Here, Minute, Ct));
        Assert.NotNull(await Memory.TryLeadAsync("another cluster", "two", Here, Minute, Ct));

        await Memory.ResignAsync("m", "on", Ct);
        await Memory.ResignAsync("m", "two", Ct);
        Assert.Null(await Memory.TryLeadAsync("m", "two", Here, Minute, Ct));

        await Memory.ResignAsync("m", "one", Ct);
        var second = await Memory.TryLeadAsync("m", "two", Here, Blink, Ct);
        Assert.True(second > first);
        await Eventually.HoldsAsync(async () => await Memory.TryLeadAsync("m", "one", Here, Minute, Ct) > second);
    }

    [Fact]
    public async Task The_leader_is_found_where_it_says_while_it_leads()
    {
        Assert.Null(await Memory.FindLeaderAsync("m", Ct));
        var epoch = (await Memory.TryLeadAsync("m", "one", Here, Minute, Ct))!.Value;
        Assert.Equal(new FrameworkLeader("one", Here, epoch), await Memory.FindLeaderAsync("m", Ct));
        Assert.Null(await Memory.TryLeadAsync("m", "two", new("http://10.0.0.2"), Minute, Ct));
        Assert.Equal(new FrameworkLeader("one", Here, epoch), await Memory.FindLeaderAsync("m", Ct));

        await Memory.ResignAsync("m", "one", Ct);
        Assert.Null(await Memory.FindLeaderAsync("m", Ct));
        epoch = (await Memory.TryLeadAsync("m", "two", null, Minute, Ct))!.Value;
        Assert.Equal(new FrameworkLeader("two", null, epoch), await Memory.FindLeaderAsync("m", Ct));
    }

    [Fact]
    public async Task A_framework_id_is_remembered_until_it_is_forgotten()
    {
        Assert.Null(await Memory.GetFrameworkIdAsync("m", Ct));
        await Memory.SetFrameworkIdAsync("m", "id-0001", Ct);
        Assert.Equal("id-0001", await Memory.GetFrameworkIdAsync("m", Ct));
        await Memory.SetFrameworkIdAsync("m", null, Ct);
        Assert.Null(await Memory.GetFrameworkIdAsync("m", Ct));
    }

    [Fact]
    public async Task A_clusters_token_is_made_once()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Memory.GetTokenAsync("m", Ct)));

        Assert.Matches("^[0-9a-f]{64}$", Assert.Single(tokens.Distinct()));
        Assert.NotEqual(tokens[0], await Memory.GetTokenAsync("another cluster", Ct));
    }

    [Fact]
    public async Task Executor_infos_come_back_byte_for_byte()
    {
        byte[] info = [0, 1, 10, 13, 255, 128];
        Assert.Null(await Memory.GetExecutorInfoAsync("m", "e", Ct));
        await Memory.SetExecutorInfoAsync("m", "e", info, Ct);
        Assert.Equal(info, await Memory.GetExecutorInfoAsync("m", "e", Ct));
    }

    [Fact]
    public async Task Executor_infos_are_listed_until_they_are_forgotten()
    {
        foreach (var id in new[] { "a", "b", "c" }) await Memory.SetExecutorInfoAsync("m", id, [1], Ct);
        await Memory.SetExecutorInfoAsync("another cluster", "d", [1], Ct);

        await Memory.ForgetExecutorInfosAsync("m", ["a", "c", "never"], Ct);

        Assert.Equal(["b"], await Memory.ListExecutorInfosAsync("m", Ct));
        Assert.Null(await Memory.GetExecutorInfoAsync("m", "a", Ct));
        Assert.Equal(["d"], await Memory.ListExecutorInfosAsync("another cluster", Ct));
    }

    [Fact]
    public async Task Slots_are_remembered_until_they_are_forgotten()
    {
        var (one, two) = (new StoredSlot("s1", "agent", "executor", new("http://10.0.0.1:31000"), 256, 0.5), new StoredSlot("s2", "agent", "executor", new("http://10.0.0.1:31000"), 512, 1));
        await Memory.SaveSlotAsync("m", one, Ct);
        await Memory.SaveSlotAsync("m", one with { MemoryMiB = 128 }, Ct);
        await Memory.SaveSlotAsync("m", two, Ct);
        Assert.Equal([one with { MemoryMiB = 128 }, two], (await Memory.ListSlotsAsync("m", Ct)).OrderBy(slot => slot.Id));

        await Memory.ForgetSlotAsync("m", "s1", Ct);
        await Memory.ForgetSlotAsync("m", "s1", Ct);
        Assert.Equal([two], await Memory.ListSlotsAsync("m", Ct));
    }

    [Fact]
    public async Task Reported_kinds_take_the_place_of_those_before()
    {
        var system = Get<SystemStore>();
        Assert.Empty(await system.ListKindsAsync(Ct));
        await system.ReportKindsAsync([new("python:3", true, null), new("nodejs:20", true, "no node")], Ct);
        Assert.Equal([new("nodejs:20", true, "no node"), new("python:3", true, null)], await system.ListKindsAsync(Ct));
        await system.ReportKindsAsync([new("nodejs:22", true, null)], Ct);
        Assert.Equal([new("nodejs:22", true, null)], await system.ListKindsAsync(Ct));
        await system.ReportKindsAsync([], Ct);
        Assert.Empty(await system.ListKindsAsync(Ct));
    }

    [Fact]
    public async Task An_api_key_is_known_by_its_secret_until_it_is_revoked()
    {
        var keys = Get<ApiKeyStore>();
        var made = await keys.CreateAsync("guest", "for tests", _time.GetUtcNow(), Ct);

        Assert.Equal(made.Key, await keys.FindAsync(made.Key.Id, made.Secret, Ct));
        Assert.Null(await keys.FindAsync(made.Key.Id, made.Secret + "0", Ct));
        Assert.Null(await keys.FindAsync("nobody", made.Secret, Ct));
        Assert.Equal([made.Key], await keys.ListAsync(Ct));
        Assert.DoesNotContain(made.Secret, string.Join(' ', await Raw.HashValuesAsync(Keys.ApiKey(made.Key.Id))), StringComparison.Ordinal);

        Assert.True(await keys.RevokeAsync(made.Key.Id, Ct));
        Assert.False(await keys.RevokeAsync(made.Key.Id, Ct));
        Assert.Null(await keys.FindAsync(made.Key.Id, made.Secret, Ct));
        Assert.Empty(await keys.ListAsync(Ct));
    }
}
