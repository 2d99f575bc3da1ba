using System.Text;
using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private DeadLetterStore Dead => Get<DeadLetterStore>();

    [Fact]
    public async Task Invariant_5_a_dead_letter_keeps_its_true_reason()
    {
        var function = await DeployAsync("f");
        var id = await BuryAsync(function, "{\"a\":1}", "boom");

        var letter = (await Dead.FindAsync(function, id, Ct))!;

        Assert.Equal((InvocationState.Dead, Outcome.FunctionError, "boom", "{\"a\":1}"), (letter.Record.State, letter.Record.Outcome, letter.Record.Reason, Encoding.UTF8.GetString(letter.Item.Payload.Span)));
        Assert.InRange(letter.DiedMicros, letter.Item.AcceptedMicros, await StoreMicrosAsync());
        Assert.Equal(InvocationState.Dead, (await Invocations.FindAsync(id, Ct))!.State);
        Assert.Equal("{\"error\":\"boom\"}"u8.ToArray(), await Invocations.FindResultAsync(id, Ct));
        await LivesAsync(Keys.Record(id), TimeSpan.FromDays(14));
    }

    [Fact]
    public async Task Who_waits_hears_that_it_died()
    {
        var inbox = await InboxAsync();
        var invocation = Invocation(await DeployAsync("f")) with { Gateway = inbox.Gateway };
        using var waiter = inbox.Expect(invocation.Id);
        var claim = await EnqueueAndClaimAsync(invocation);

        await Work.FinishAsync(claim, Ended(claim, Outcome.FunctionError) with { State = InvocationState.Dead }, Result, Fate.Bury, null, Ct);

        Assert.Equal(InvocationState.Dead, (await waiter.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct)).Record.State);
    }

    [Fact]
    public async Task Dead_letters_are_listed_oldest_first_in_parts()
    {
        var function = await DeployAsync("f");
        InvocationId[] ids = [await BuryAsync(function), await BuryAsync(function), await BuryAsync(function)];

        var first = await Dead.ListAsync(function, null, 2, Ct);
        var second = await Dead.ListAsync(function, first.Next, 2, Ct);

        Assert.Equal(ids, first.Letters.Concat(second.Letters).Select(letter => letter.Id));
        Assert.Equal((ids[1], null, 3), (first.Next, second.Next, await Dead.CountAsync(function, Ct)));
    }

    [Fact]
    public async Task A_redriven_letter_is_a_new_invocation_once_and_the_letter_is_gone()
    {
        var function = await DeployAsync("f");
        var id = await BuryAsync(function, "{\"a\":1}");
        var letter = (await Dead.FindAsync(function, id, Ct))!;

        var first = await Dead.RedriveAsync(function, letter, Trace, Ct);
        var second = await Dead.RedriveAsync(function, letter, Trace, Ct);

        Assert.Equal((EnqueueOutcome.Accepted, EnqueueOutcome.Repeated), (first.Outcome, second.Outcome));
        Assert.Equal(first.First, second.First);
        Assert.Null(await Dead.FindAsync(function, id, Ct));
        var claim = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal((first.First, 1, 0, "{\"a\":1}"), (claim.Item.Id, claim.Item.Attempt, claim.Item.Failures, Encoding.UTF8.GetString(claim.Item.Payload.Span)));
        Assert.Null((await Work.ClaimAsync(function, await LeaseAsync(function), Mine, Ct)).Claim);
        Assert.Equal(InvocationState.Dead, (await Invocations.FindAsync(id, Ct))!.State);
    }

    [Fact]
    public async Task Purged_letters_are_gone_and_their_records_stay()
    {
        var function = await DeployAsync("f");
        InvocationId[] ids = [await BuryAsync(function), await BuryAsync(function), await BuryAsync(function)];

        Assert.True(await Dead.PurgeAsync(function, ids[1], Ct));
        Assert.False(await Dead.PurgeAsync(function, ids[1], Ct));
        Assert.Equal(2, await Dead.PurgeAllAsync(function, Ct));

        Assert.Empty((await Dead.ListAsync(function, null, 10, Ct)).Letters);
        Assert.All(await Task.WhenAll(ids.Select(id => Invocations.FindAsync(id, Ct))), record => Assert.Equal(InvocationState.Dead, record!.State));
    }

    [Fact]
    public async Task Of_too_many_dead_letters_the_oldest_make_room_and_with_their_function_all_go()
    {
        using var narrow = Hosting.Build(server.Address, _time, ("Storage:DeadLetters", "2"));
        var work = (WorkQueue)narrow.Services.GetService(typeof(WorkQueue))!;
        var function = await DeployAsync("f");
        List<InvocationId> ids = [];
        for (var i = 0; i < 4; i++) ids.Add(await BuryAsync(function, work: work));

        Assert.Equal(ids.Skip(2), (await Dead.ListAsync(function, null, 10, Ct)).Letters.Select(letter => letter.Id));
        Assert.Equal(2, await Raw.HashLengthAsync(Keys.DeadItems(function)));

        await Functions.DeleteAsync(function, null, Ct);
        Assert.Equal((0, false), (await Dead.CountAsync(function, Ct), await Raw.KeyExistsAsync(Keys.DeadItems(function))));
    }

    private async Task<InvocationId> BuryAsync(FunctionId function, string payload = "{}", string reason = "boom", WorkQueue? work = null)
    {
        var claim = await EnqueueAndClaimAsync(Invocation(function) with { Payload = Encoding.UTF8.GetBytes(payload) });
        var record = Ended(claim, Outcome.FunctionError) with { State = InvocationState.Dead, Reason = reason };
        Assert.True((await (work ?? Work).FinishAsync(claim, record, "{\"error\":\"boom\"}"u8.ToArray(), Fate.Bury, null, Ct)).Won);
        return claim.Item.Id;
    }
}
