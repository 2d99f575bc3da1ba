using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private LedgerStore Ledgers => Get<LedgerStore>();

    [Fact]
    public async Task Accepted_is_waiting_and_delayed_and_running_and_done_and_failed_and_dead_and_cancelled()
    {
        var function = await DeployAsync("f");
        await Expect(new());
        var waiting = new List<InvocationId>();
        foreach (var name in new[] { "high1", "normal1", "low1", "low2" }) waiting.Add(await SendAsync(function, name));
        var delayed = await EnqueueAsync(Invocation(function) with { Delay = Minute });
        await EnqueueAsync(Invocation(function) with { Delay = Minute, Priority = Priority.Low });
        await Expect(new() { Accepted = 6, Waiting = 4, Delayed = 2 });

        var lease = await LeaseAsync(function);
        var first = await ClaimAsync(function, lease);
        var second = await ClaimAsync(function, lease);
        await Expect(new() { Accepted = 6, Waiting = 2, Delayed = 2, Running = 2 });

        await FinishAsync(first);
        await FinishLateAsync(first);
        await RetryAsync(second, Minute);
        await Expect(new() { Accepted = 6, Waiting = 2, Delayed = 3, Done = 1 });

        await Ending.CancelAsync(waiting[2], Ct);
        await Ending.CancelAsync(delayed, Ct);
        await Expect(new() { Accepted = 6, Waiting = 1, Delayed = 2, Done = 1, Cancelled = 2 });

        var third = await ClaimAsync(function, lease);
        await Work.ReleaseAsync(third, started: true, Ct);
        third = await ClaimAsync(function, lease);
        await FinishAsync(third, outcome: Outcome.Crashed);
        await BuryAsync(function);
        var running = await EnqueueAndClaimAsync(Invocation(function, sync: true));
        await Ending.CancelAsync(running.Item.Id, Ct);
        await Expect(new() { Accepted = 8, Delayed = 2, Done = 1, Failed = 1, Dead = 1, Cancelled = 3 });

        await Functions.DeleteAsync(function, null, Ct);
        await Expect(new() { Accepted = 8, Delayed = 2, Done = 1, Failed = 1, Dead = 1, Cancelled = 3 });

        async Task Expect(ShardLedger expected)
        {
            Assert.Equal(0, expected.Missing);
            Assert.Equal(expected, (await Ledgers.ReadAsync(Ct))[function.Shard]);
        }
    }

    [Fact]
    public async Task Invariant_6_the_ledger_balances_at_every_moment()
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        var busy = Task.WhenAll(Enumerable.Range(0, 6).Select(worker => BusyAsync(worker, $"{worker:D16}")));
        var looks = 0;
        while (!busy.IsCompleted || looks == 0)
        {
            Assert.Equal(0, (await Ledgers.ReadAsync(function.Shard, Ct)).Missing);
            looks++;
        }
        await busy;

        async Task BusyAsync(int worker, string session)
        {
            for (var i = 0; i < 60; i++)
            {
                var sent = await EnqueueAsync(Invocation(function) with { Priority = (Priority)(i % 3), Delay = i % 4 == 0 ? Blink : default });
                if (i % 5 == worker) await Ending.CancelAsync(sent, Ct);
                await Delayed.PromoteAsync(function.Shard, Ct);
                if ((await Work.ClaimAsync(function, lease, session, Ct)).Claim is not { } claim) continue;
                if (i % 7 == 0) await RetryAsync(claim, TimeSpan.FromMilliseconds(1));
                else if (i % 11 == 0) await Work.ReleaseAsync(claim, started: true, Ct);
                else await Work.FinishAsync(claim, Ended(claim), Result, null, Ct);
            }
        }
    }
}
