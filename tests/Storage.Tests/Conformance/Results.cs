using System.Security.Cryptography;
using System.Text;
using Faas.Contracts;
using Microsoft.Extensions.Hosting;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_result_comes_as_a_message()
    {
        var inbox = await InboxAsync();
        var (waiter, claim) = await ExpectAsync(inbox);
        await FinishAsync(claim, "{\"ok\":true}");

        var finished = await waiter.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct);

        Assert.Equal(new InvocationEnd(Ended(claim)), finished.End);
        Assert.Equal((Ended(claim), "{\"ok\":true}"), (finished.Record, System.Text.Encoding.UTF8.GetString(finished.Result.Span)));
    }

    [Theory]
    [InlineData(0), InlineData(16 << 10), InlineData((16 << 10) + 1), InlineData(1 << 20)]
    public async Task A_result_of_any_size_arrives_without_a_turn_of_the_clock(int size)
    {
        var inbox = await InboxAsync();
        var (waiter, claim) = await ExpectAsync(inbox);
        var result = RandomNumberGenerator.GetBytes(size);
        await Work.FinishAsync(claim, Ended(claim), result, null, Ct);

        Assert.Equal(result, (await waiter.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct)).Result.ToArray());
    }

    [Fact]
    public async Task A_lost_message_is_made_good_by_reading()
    {
        var inbox = await InboxAsync();
        var (waiter, claim) = await ExpectAsync(inbox);
        await Get<Connection.RedisStore>().UnsubscribeAsync(Keys.Reply(inbox.Gateway));
        await FinishAsync(claim);

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return waiter.Finished.IsCompleted;
        });
    }

    [Theory]
    [InlineData(0, 1), InlineData(0.9, 1), InlineData(1, 3), InlineData(2.9, 3), InlineData(3, 13), InlineData(13.5, 23.5)]
    public void Reading_comes_at_1_s_at_3_s_and_then_every_10_s(double waited, double next) =>
        Assert.Equal(TimeSpan.FromSeconds(next), ResultInbox.NextRead(TimeSpan.FromSeconds(waited)));

    [Fact]
    public async Task A_waiter_that_left_is_forgotten()
    {
        var inbox = await InboxAsync();
        var (waiter, claim) = await ExpectAsync(inbox);
        Assert.Equal(1, inbox.Waiting);
        waiter.Dispose();
        waiter.Dispose();
        Assert.Equal(0, inbox.Waiting);

        await FinishAsync(claim);
        var (next, other) = await ExpectAsync(inbox);
        await FinishAsync(other);

        await next.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.False(waiter.Finished.IsCompleted);
    }

    [Fact]
    public async Task Whoever_was_cut_off_until_the_result_was_kept_no_longer_is_told_that_it_is_not_known()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f"), sync: true));
        await FinishAsync(claim);
        Assert.Equal("{}", Encoding.UTF8.GetString((await Invocations.FindFinishedAsync(claim.Item.Id, Ct))!.Result.Span));

        // Its time is over, which its record's is not.
        await Raw.KeyDeleteAsync(Keys.Result(claim.Item.Id));

        var finished = await Invocations.FindFinishedAsync(claim.Item.Id, Ct);
        Assert.Equal((InvocationState.Failed, Outcome.OutcomeUnknown), (finished!.Record.State, finished.Record.Outcome));
        Assert.Equal(Outcome.Success, (await Invocations.FindAsync(claim.Item.Id, Ct))!.Outcome);
    }

    [Fact]
    public async Task Of_two_who_wait_for_one_result_the_first_to_leave_takes_nothing_from_the_other()
    {
        var inbox = await InboxAsync();
        var (first, claim) = await ExpectAsync(inbox);
        using var second = inbox.Expect(claim.Item.Id);
        first.Dispose();

        await FinishAsync(claim);

        await second.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    /// <summary>An inbox that listens, as a gateway's does.</summary>
    private async Task<ResultInbox> InboxAsync()
    {
        var inbox = Get<ResultInbox>();
        await ((IHostedService)inbox).StartAsync(Ct);
        await Eventually.HoldsAsync(() => Raw.Multiplexer.GetSubscriber().SubscriptionCount(inbox) == 1, "the inbox listens");
        return inbox;
    }

    private async Task<(ResultInbox.Waiter, Claim)> ExpectAsync(ResultInbox inbox)
    {
        var invocation = Invocation(await DeployAsync("f"), sync: true) with { Gateway = inbox.Gateway };
        var waiter = inbox.Expect(invocation.Id);
        return (waiter, await EnqueueAndClaimAsync(invocation));
    }
}

internal static class Subscriptions
{
    public static long SubscriptionCount(this StackExchange.Redis.ISubscriber subscriber, ResultInbox inbox) =>
        subscriber.Publish(StackExchange.Redis.RedisChannel.Literal(Keys.Reply(inbox.Gateway)), new byte[InvocationId.Size]);
}
