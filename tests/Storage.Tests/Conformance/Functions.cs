using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Scripts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task What_the_invocations_of_a_function_wait_for_can_be_told()
    {
        var (waiting, other) = (await DeployAsync("waits"), await DeployAsync("other"));
        await Get<WaitStore>().NoteAsync(waiting, "An image is being pulled.", Ct);
        Assert.Equal(("An image is being pulled.", null), (await Get<WaitStore>().FindAsync(waiting, Ct), await Get<WaitStore>().FindAsync(other, Ct)));
    }

    [Fact]
    public async Task A_function_reads_back_as_it_was_saved()
    {
        var definition = Definition("tools/hällo wörld") with
        {
            Parameters = JsonSerializer.Deserialize<JsonElement>("""{"a":[1,null,"é"]}"""),
            Environment = new Dictionary<string, string> { ["KEY"] = "value\n\"quoted\"" },
            Limits = new() { TimeoutMs = 1_000, Concurrency = 8 },
        };

        await Functions.SaveAsync(definition, new SaveCondition.New(), Ct);
        var found = await Functions.FindAsync(definition.Id, Ct);

        Assert.Equal(JsonSerializer.Serialize(definition, ContractsJson.Default.FunctionDefinition), JsonSerializer.Serialize(found!, ContractsJson.Default.FunctionDefinition));
    }

    [Fact]
    public async Task An_unknown_function_is_not_found() =>
        Assert.Null(await Functions.FindAsync(Definition("nobody").Id, Ct));

    [Fact]
    public async Task Each_change_of_a_function_counts_its_version_up()
    {
        var first = Assert.IsType<SaveOutcome.Saved>(await Functions.SaveAsync(Definition("f", "r1"), new SaveCondition.Any(), Ct));
        var second = Assert.IsType<SaveOutcome.Saved>(await Functions.SaveAsync(Definition("f", "r2"), new SaveCondition.At("r1"), Ct));

        Assert.Equal((1, null), (first.Definition.Version, first.Replaced));
        Assert.Equal((2, "r1"), (second.Definition.Version, second.Replaced!.Revision));
        Assert.Equal((2, "r2"), await VersionAsync("f"));
    }

    [Fact]
    public async Task A_write_whose_condition_fails_changes_nothing()
    {
        await DeployAsync("f", "r1");

        var exists = Assert.IsType<SaveOutcome.Exists>(await Functions.SaveAsync(Definition("f", "r2"), new SaveCondition.New(), Ct));
        var stale = Assert.IsType<SaveOutcome.OtherRevision>(await Functions.SaveAsync(Definition("f", "r2"), new SaveCondition.At("r0"), Ct));
        var absent = Assert.IsType<SaveOutcome.OtherRevision>(await Functions.SaveAsync(Definition("g", "r2"), new SaveCondition.At("r0"), Ct));

        Assert.Equal(("r1", "r1", null), (exists.Current.Revision, stale.Current, absent.Current));
        Assert.Equal((1, "r1"), await VersionAsync("f"));
        Assert.Equal(["f"], (await Functions.ListAsync("guest", null, 10, Ct)).Functions.Select(f => f.Name.ToString()));
    }

    [Fact]
    public async Task A_refused_write_leaves_no_name_behind()
    {
        await Functions.SaveAsync(Definition("ghost"), new SaveCondition.At("r0"), Ct);

        Assert.Equal(0, await Raw.SortedSetLengthAsync(Keys.Functions("guest")));
    }

    [Fact]
    public async Task Of_many_creators_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Functions.SaveAsync(Definition("f", $"r{i}"), new SaveCondition.New(), Ct)));

        var winner = Assert.Single(outcomes.OfType<SaveOutcome.Saved>());
        Assert.All(outcomes.OfType<SaveOutcome.Exists>(), exists => Assert.Equal(winner.Definition.Revision, exists.Current.Revision));
        Assert.Equal(19, outcomes.OfType<SaveOutcome.Exists>().Count());
    }

    [Fact]
    public async Task Of_many_replacers_at_once_each_gets_a_version_of_its_own()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Functions.SaveAsync(Definition("f", $"r{i}"), new SaveCondition.Any(), Ct)));

        Assert.Equal(Enumerable.Range(1, 20), outcomes.Cast<SaveOutcome.Saved>().Select(saved => saved.Definition.Version).Order());
    }

    [Fact]
    public async Task A_deleted_function_is_gone_from_sight_and_from_listings()
    {
        var id = await DeployAsync("f", "r1");

        Assert.Equal("r1", Assert.IsType<DeleteOutcome.OtherRevision>(await Functions.DeleteAsync(id, "r0", Ct)).Current);
        Assert.Equal("r1", Assert.IsType<DeleteOutcome.Deleted>(await Functions.DeleteAsync(id, "r1", Ct)).Definition.Revision);
        Assert.IsType<DeleteOutcome.Unknown>(await Functions.DeleteAsync(id, null, Ct));

        Assert.Null(await Functions.FindAsync(id, Ct));
        Assert.Empty((await Functions.ListAsync("guest", null, 10, Ct)).Functions);
    }

    [Fact]
    public async Task A_function_that_was_replaced_since_it_was_looked_at_is_not_deleted()
    {
        var id = await DeployAsync("f", "r1");
        await DeployAsync("f", "r2");

        var done = await Get<Connection.RedisStore>().RunAsync(
            Script.DeleteFunction, [Keys.Function(id), Keys.Recent(id), Keys.RecentRecords(id.Shard), Keys.Dead(id), Keys.DeadItems(id)], ["r1"]);

        Assert.Equal((0, 2, "r2"), ((int)done, (await VersionAsync("f")).Item1, (await VersionAsync("f")).Item2));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_deleted_function_for_which_nothing_waits()
    {
        var limited = Definition("f") with { Limits = new() { QueueLength = 5, RatePerSecond = 1 } };
        await Functions.SaveAsync(limited, new SaveCondition.Any(), Ct);
        await FinishAsync(await EnqueueAndClaimAsync(Invocation(limited.Id)));

        await Functions.DeleteAsync(limited.Id, null, Ct);

        Assert.False(await Raw.KeyExistsAsync(Keys.Function(limited.Id)));
    }

    [Fact]
    public async Task Listings_go_by_name_and_turn_pages()
    {
        foreach (var name in (string[])["c", "a", "b/x", "b", "B"]) await DeployAsync(name);
        await Functions.SaveAsync(Definition("a", ns: "other"), new SaveCondition.Any(), Ct);

        List<string> names = [];
        string? after = null;
        do
        {
            var page = await Functions.ListAsync("guest", after, 2, Ct);
            Assert.InRange(page.Functions.Count, 1, 2);
            names.AddRange(page.Functions.Select(function => function.Name.ToString()));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(["B", "a", "b", "b/x", "c"], names);
        Assert.Equal(("guest", null), ((await Functions.ListAsync("guest", null, 5, Ct)).Functions[0].Namespace, (await Functions.ListAsync("guest", null, 5, Ct)).Next));
    }

    [Fact]
    public async Task A_function_created_while_it_is_deleted_is_in_the_listing_if_it_is_there()
    {
        var id = await DeployAsync("f");
        for (var round = 0; round < 50; round++)
        {
            await Task.WhenAll(Functions.DeleteAsync(id, null, Ct), Functions.SaveAsync(Definition("f", $"r{round}"), new SaveCondition.Any(), Ct));

            var isThere = await Functions.FindAsync(id, Ct) is not null;
            Assert.Equal(isThere, (await Functions.ListAsync("guest", null, 10, Ct)).Functions.Count == 1);
        }
    }

    private async Task<(int, string)> VersionAsync(string name)
    {
        var found = await Functions.FindAsync(Definition(name).Id, Ct);
        return (found!.Version, found.Revision);
    }
}
