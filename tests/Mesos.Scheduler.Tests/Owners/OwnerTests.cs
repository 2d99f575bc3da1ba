using Faas.Contracts;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class OwnerTests
{
    [Fact]
    public async Task Invokers_take_slots_side_by_side_and_return_only_their_own()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var mine = await cluster.TakeAsync();
        cluster.Offer();
        var theirs = await cluster.TakeAsync(256, "other");

        await cluster.Host.Slots.ReturnAsync("other", [mine.Id, theirs.Id], Cluster.Token);

        Assert.NotEqual(mine.Id, theirs.Id);
        Assert.Equal("taken", cluster.Host.Status.Slots.Single(slot => slot.Id == mine.Id).State);
        Assert.Equal("empty", cluster.Host.Status.Slots.Single(slot => slot.Id == theirs.Id).State);
    }

    [Fact]
    public async Task Who_names_a_slot_of_another_is_told_that_it_is_not_its_own()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var mine = await cluster.TakeAsync();

        var news = await cluster.Host.Slots.HoldAsync("other", [mine.Id], Cluster.Token);

        Assert.Equal(mine.Id, news.Lost.Single().SlotId);
        Assert.Empty((await cluster.Host.Slots.HoldAsync(Cluster.Me, [mine.Id], Cluster.Token)).Lost);
    }

    [Fact]
    public async Task Slots_of_a_dead_invoker_are_emptied_and_given_to_others()
    {
        await using var cluster = await Cluster.StartAsync((session, _) => ValueTask.FromResult(session != "dead"), ("OwnerSilence", "00:00:00.05"));
        cluster.Offer();
        var slot = await cluster.TakeAsync(256, "dead");
        cluster.Executor.Containers["left"] = new("left", slot.Id, "dead", null);

        Assert.Equal(slot, await cluster.TakeAsync(256, "heir"));

        Assert.Empty(cluster.Executor.Containers);
    }

    [Fact]
    public async Task A_living_invoker_that_cannot_reach_the_leader_keeps_its_slots()
    {
        var asked = new TaskCompletionSource();
        await using var cluster = await Cluster.StartAsync((_, _) => ValueTask.FromResult(asked.TrySetResult() || true), ("OwnerSilence", "00:00:00.05"));
        cluster.Offer();
        var slot = await cluster.TakeAsync(256, "cut off");

        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), Cluster.Token);

        Assert.Empty((await cluster.Host.Slots.HoldAsync("cut off", [slot.Id], Cluster.Token)).Lost);
    }

    [Fact]
    public void What_an_owner_does_not_name_is_taken_back_once_no_answer_can_be_on_its_way()
    {
        var owner = new SlotOwner("me");
        var slot = new SlotEntry(new Slot("slot", "agent", new Uri("http://agent"), 256), "executor", 1, SlotState.Taken, Held.Now) { Owner = owner };
        owner.Slots.Add(slot);

        Assert.Empty(HoldPolicy.Abandoned(owner, [], Held.Now));
        Assert.Empty(HoldPolicy.Abandoned(owner, ["slot"], Held.Now + HoldPolicy.AnswerGrace));
        Assert.Equal([slot], HoldPolicy.Abandoned(owner, [], Held.Now + HoldPolicy.AnswerGrace));
    }

    [Fact]
    public async Task A_new_leader_hears_who_holds_what_before_it_gives_anything_away()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.Host.DisposeAsync();
        cluster.Set("OwnersSpeak", "00:01:00");

        await cluster.StartSchedulerAsync();
        var taking = cluster.TakeAsync(256, "other");
        await cluster.Master.NextAsync(Revive);

        Assert.Empty((await cluster.Host.Slots.HoldAsync(Cluster.Me, [slot.Id], Cluster.Token)).Lost);
        cluster.Offer();
        Assert.NotEqual(slot.Id, (await taking).Id);
    }

    [Fact]
    public async Task Who_waits_is_sent_on_when_another_leads()
    {
        await using var cluster = await Cluster.StartAsync();
        var taking = cluster.TakeAsync();
        var holding = cluster.Host.Slots.HoldAsync(Cluster.Me, [], Cluster.Token);

        cluster.Memory.Usurp();

        await Assert.ThrowsAsync<NotLeadingException>(() => taking);
        // It may just have been answered.
        await Assert.ThrowsAsync<NotLeadingException>(async () =>
        {
            await holding;
            await cluster.Host.Slots.HoldAsync(Cluster.Me, [], Cluster.Token);
        });
        cluster.Memory.Abdicate();
    }

    [Fact]
    public async Task Everybody_hears_when_somebody_waits_and_nothing_is_left()
    {
        await using var cluster = await Cluster.StartAsync();
        var taking = cluster.TakeAsync();
        SlotNews news;
        do
        {
            news = await cluster.Host.Slots.HoldAsync("other", [], Cluster.Token);
        }
        while (!news.Short);

        cluster.Offer();

        await taking;
    }
}
