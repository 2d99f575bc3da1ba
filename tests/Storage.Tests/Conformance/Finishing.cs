using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private static readonly byte[] Result = "{\"ok\":true}"u8.ToArray();

    [Fact]
    public async Task An_ended_async_invocation_keeps_its_record_and_result_for_a_day()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        var outcome = await Work.FinishAsync(claim, Ended(claim), Result, null, Ct);

        Assert.Equal((true, null, false), (outcome.Won, outcome.Next.Claim, outcome.Next.LeaseLost));
        Assert.Equal(Ended(claim), await Invocations.FindAsync(claim.Item.Id, Ct));
        Assert.Equal(Result, await Invocations.FindResultAsync(claim.Item.Id, Ct));
        await LivesAsync(Keys.Record(claim.Item.Id), TimeSpan.FromHours(24));
        Assert.False(await Raw.KeyExistsAsync(Keys.Result(claim.Item.Id)));
    }

    [Fact]
    public async Task A_large_result_stands_apart_from_its_record_for_as_long()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        var result = RandomNumberGenerator.GetBytes(20_000);
        await Work.FinishAsync(claim, Ended(claim), result, null, Ct);

        Assert.Equal(Ended(claim), await Invocations.FindAsync(claim.Item.Id, Ct));
        Assert.Equal(result, (await Invocations.FindFinishedAsync(claim.Item.Id, Ct))!.Result.ToArray());
        await LivesAsync(Keys.Record(claim.Item.Id), TimeSpan.FromHours(24));
        await LivesAsync(Keys.Result(claim.Item.Id), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task A_record_of_before_results_stood_with_it_is_read()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        await Raw.StringSetAsync(Keys.Record(claim.Item.Id), JsonSerializer.SerializeToUtf8Bytes(Ended(claim), ContractsJson.Default.InvocationRecord));
        await Raw.StringSetAsync(Keys.Result(claim.Item.Id), Result);

        var finished = (await Invocations.FindFinishedAsync(claim.Item.Id, Ct))!;

        Assert.Equal(Ended(claim), finished.Record);
        Assert.Equal(Result, finished.Result.ToArray());
    }

    [Fact]
    public async Task A_result_that_looks_like_a_record_ends_nothing_anew()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        await FinishAsync(claim, "{\"state\":\"queued\"}\n{}");

        Assert.Equal(CancelOutcome.Ended, await Ending.CancelAsync(claim.Item.Id, Ct));
        Assert.Equal(Outcome.Success, (await Invocations.FindAsync(claim.Item.Id, Ct))!.Outcome);
        Assert.Equal("{\"state\":\"queued\"}\n{}"u8.ToArray(), await Invocations.FindResultAsync(claim.Item.Id, Ct));
    }

    [Fact]
    public async Task A_sync_success_keeps_its_result_a_minute_and_its_record_among_the_last()
    {
        using var brief = Hosting.Build(server.Address, _time, ("Storage:KeepSyncSuccesses", "3"));
        var work = (WorkQueue)brief.Services.GetService(typeof(WorkQueue))!;
        var function = await DeployAsync("f");
        List<InvocationId> ids = [];
        for (var i = 0; i < 5; i++)
        {
            var claim = await EnqueueAndClaimAsync(Invocation(function, sync: true));
            Assert.True((await work.FinishAsync(claim, Ended(claim), Result, null, Ct)).Won);
            await LivesAsync(Keys.Result(claim.Item.Id), TimeSpan.FromMinutes(1));
            ids.Add(claim.Item.Id);
        }

        var kept = await Task.WhenAll(ids.Select(id => Invocations.FindAsync(id, Ct)));
        Assert.Equal([false, false, true, true, true], kept.Select(record => record is not null));
        Assert.Equal(3, await Raw.HashLengthAsync(Keys.RecentRecords(function.Shard)));
    }

    [Fact]
    public async Task Fewer_kept_successes_take_effect_at_once()
    {
        using var brief = Hosting.Build(server.Address, _time, ("Storage:KeepSyncSuccesses", "1"));
        var work = (WorkQueue)brief.Services.GetService(typeof(WorkQueue))!;
        var function = await DeployAsync("f");
        for (var i = 0; i < 4; i++) await FinishAsync(await EnqueueAndClaimAsync(Invocation(function, sync: true)));

        var last = await EnqueueAndClaimAsync(Invocation(function, sync: true));
        await work.FinishAsync(last, Ended(last), Result, null, Ct);

        Assert.Equal((1, 1), (await Raw.HashLengthAsync(Keys.RecentRecords(function.Shard)), await Raw.ListLengthAsync(Keys.Recent(function))));
    }

    [Fact]
    public async Task Recent_successes_go_with_their_function()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function, sync: true));
        await FinishAsync(claim);

        await Functions.DeleteAsync(function, null, Ct);

        Assert.Null(await Invocations.FindAsync(claim.Item.Id, Ct));
        Assert.Equal((0, 0), (await Raw.HashLengthAsync(Keys.RecentRecords(function.Shard)), await Raw.ListLengthAsync(Keys.Recent(function))));
    }

    [Fact]
    public async Task A_sync_failure_is_kept_like_an_async_one()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f"), sync: true));
        await FinishAsync(claim, "{\"error\":1}", Outcome.FunctionError);

        Assert.Equal(Outcome.FunctionError, (await Invocations.FindAsync(claim.Item.Id, Ct))!.Outcome);
        Assert.Equal("{\"error\":1}"u8.ToArray(), await Invocations.FindResultAsync(claim.Item.Id, Ct));
        await LivesAsync(Keys.Record(claim.Item.Id), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task The_first_final_word_wins()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        await FinishAsync(claim, "1");

        var second = await Work.FinishAsync(claim, Ended(claim, Outcome.Crashed), "2"u8.ToArray(), null, Ct);

        Assert.False(second.Won);
        Assert.Equal(Outcome.Success, (await Invocations.FindAsync(claim.Item.Id, Ct))!.Outcome);
        Assert.Equal("1"u8.ToArray(), await Invocations.FindResultAsync(claim.Item.Id, Ct));
    }

    [Fact]
    public async Task An_attempt_that_was_taken_away_cannot_finish()
    {
        var function = await DeployAsync("f");
        var first = await EnqueueAndClaimAsync(Invocation(function));
        await Work.ReleaseAsync(first, started: true, Ct);
        var lease = await LeaseAsync(function);
        var second = await ClaimAsync(function, lease, Other);

        Assert.False((await Work.FinishAsync(first, Ended(first, Outcome.Crashed), Result, null, Ct)).Won);
        Assert.False((await Work.FinishAsync(second with { Session = Mine }, Ended(second), Result, null, Ct)).Won);
        Assert.Equal(InvocationState.Running, (await Invocations.FindAsync(second.Item.Id, Ct))!.State);

        await FinishAsync(second);
        Assert.Equal(2, (await Invocations.FindAsync(second.Item.Id, Ct))!.Attempt);
    }

    [Fact]
    public async Task Finishing_hands_out_the_next()
    {
        var function = await DeployAsync("f");
        var first = await EnqueueAndClaimAsync(Invocation(function));
        var (second, third) = (await EnqueueAsync(function), await EnqueueAsync(function));
        var lease = await LeaseAsync(function);

        var one = await Work.FinishAsync(first, Ended(first), Result, lease, Ct);
        Assert.Equal((true, second, 1L, "r1"), (one.Won, one.Next.Claim!.Item.Id, one.Next.Waiting, one.Next.Claim.Revision));
        var two = await Work.FinishAsync(one.Next.Claim, Ended(one.Next.Claim), Result, lease, Ct);
        Assert.Equal(third, two.Next.Claim!.Item.Id);
        var three = await Work.FinishAsync(two.Next.Claim, Ended(two.Next.Claim), Result, lease, Ct);
        Assert.Equal((true, new ClaimOutcome(null, 0, false)), (three.Won, three.Next));
    }

    [Fact]
    public async Task Finishing_counts_even_when_the_lease_is_lost()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        await EnqueueAsync(function);
        var lease = await LeaseAsync(function);
        await Shards.DropAsync(lease, Ct);

        var outcome = await Work.FinishAsync(claim, Ended(claim), Result, lease, Ct);

        Assert.Equal((true, new ClaimOutcome(null, 0, LeaseLost: true)), (outcome.Won, outcome.Next));
    }

    [Theory]
    [InlineData(16 << 10, false), InlineData((16 << 10) + 1, true), InlineData(2 << 20, true)]
    public async Task Logs_over_16_KiB_have_a_key_of_their_own(int length, bool apart)
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        var logs = new string('é', length / 2) + new string('x', length % 2);
        await Work.FinishAsync(claim, Ended(claim, logs: logs), Result, null, Ct);

        var record = (await Invocations.FindAsync(claim.Item.Id, Ct))!;
        Assert.Equal((apart, apart ? null : logs), (record.LogsApart, record.Logs));
        Assert.Equal(logs, await Invocations.FindLogsAsync(record, Ct));
        if (apart) await LivesAsync(Keys.Logs(claim.Item.Id), TimeSpan.FromHours(24));
        else Assert.False(await Raw.KeyExistsAsync(Keys.Logs(claim.Item.Id)));
    }

    [Fact]
    public async Task A_result_is_kept_byte_for_byte_up_to_1_MiB()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        var result = RandomNumberGenerator.GetBytes(1 << 20);
        await Work.FinishAsync(claim, Ended(claim), result, null, Ct);

        Assert.Equal(result, await Invocations.FindResultAsync(claim.Item.Id, Ct));
    }

    [Fact]
    public async Task Many_at_once_lose_and_double_nothing()
    {
        const int count = 400, workers = 8;
        FunctionId[] functions = [await DeployAsync("a"), await DeployAsync("b"), await DeployAsync("c")];
        var leases = new Dictionary<FunctionId, ShardLease>();
        foreach (var function in functions) leases[function] = await LeaseAsync(function);
        var sent = Enumerable.Range(0, count).Select(i => Invocation(functions[i % 3])).ToArray();
        var ended = new System.Collections.Concurrent.ConcurrentBag<InvocationId>();

        var senders = Task.WhenAll(sent.Chunk(count / 4).Select(async part =>
        {
            foreach (var invocation in part) await EnqueueAsync(invocation);
        }));
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => WorkAsync(functions[worker % 3], $"{worker:D16}")));
        await senders;

        Assert.Equal(sent.Select(invocation => invocation.Id.ToString()).Order(), ended.Select(id => id.ToString()).Order());
        foreach (var function in functions)
        {
            Assert.Empty(await Work.ListClaimsAsync(function.Shard, Ct));
            Assert.Equal(0, await Raw.ListLengthAsync(Keys.Queue(function)));
        }
        Assert.All(await Task.WhenAll(sent.Select(invocation => Invocations.FindAsync(invocation.Id, Ct))), record => Assert.Equal(InvocationState.Done, record!.State));

        async Task WorkAsync(FunctionId function, string session)
        {
            Claim? claim = null;
            while (claim is not null || !senders.IsCompleted || await Raw.ListLengthAsync(Keys.Queue(function)) > 0)
            {
                if (claim is null)
                {
                    claim = (await Work.ClaimAsync(function, leases[function], session, Ct)).Claim;
                    continue;
                }
                var outcome = await Work.FinishAsync(claim, Ended(claim), Encoding.ASCII.GetBytes(session), leases[function], Ct);
                Assert.True(outcome.Won);
                ended.Add(claim.Item.Id);
                claim = outcome.Next.Claim;
            }
        }
    }

    private async Task LivesAsync(StackExchange.Redis.RedisKey key, TimeSpan lifetime) =>
        Assert.InRange((await Raw.KeyTimeToLiveAsync(key)).GetValueOrDefault(), lifetime - TimeSpan.FromSeconds(30), lifetime);
}
