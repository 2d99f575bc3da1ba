using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class TakeTests
{
    [Fact]
    public async Task Take_launches_a_slot_on_a_held_offer()
    {
        await using var cluster = await Cluster.StartAsync();
        var offer = cluster.Offer();

        var slot = await cluster.TakeAsync(512);

        Assert.Equal(512, slot.MemoryMiB);
        Assert.Equal(cluster.Executor.Port, slot.Executor.Port);
        Assert.Equal([slot.Id], cluster.Memory.Slots.Select(stored => stored.Id));
        var accept = (await cluster.Master.NextAsync(Accept)).Accept;
        Assert.Equal([offer], accept.OfferIds.Select(id => id.Value));
        Assert.Equal(0, accept.Filters.RefuseSeconds);
        var task = accept.Operations.Single().Launch.TaskInfos.Single();
        Assert.Equal(new SlotGrant(FakeExecutor.Token, 512), JsonSerializer.Deserialize(task.Data.Span, ContractsJson.Default.SlotGrant));
        Assert.DoesNotContain(FakeExecutor.Token, task.Executor.ToString());
    }

    [Fact]
    public async Task A_returned_slot_is_taken_again()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.ReturnAsync(slot);

        var taking = cluster.Host.Slots.TakeAsync(new SlotWish(256), Cluster.Me, Cluster.Token);

        Assert.True(taking.IsCompletedSuccessfully);
        Assert.Equal(slot, await taking);
    }

    [Fact]
    public async Task Where_each_container_is_a_task_its_own_slot_ends_with_it()
    {
        await using var cluster = await Cluster.StartAsync(("TaskPerContainer", "true"));
        cluster.Offer();
        var slot = await cluster.TakeAsync();

        await cluster.ReturnAsync(slot);

        Assert.Equal(slot.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
    }

    [Fact]
    public async Task A_slot_far_too_large_is_not_used_for_a_small_container()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        await cluster.ReturnAsync(await cluster.TakeAsync(1024));
        cluster.Offer();

        Assert.Equal(256, (await cluster.TakeAsync(256)).MemoryMiB);
    }

    [Fact]
    public async Task Takers_that_come_together_share_one_accept()
    {
        await using var cluster = await Cluster.StartAsync();
        var taking = Enumerable.Range(0, 5).Select(_ => cluster.TakeAsync(128)).ToList();

        cluster.Offer();
        var slots = await Task.WhenAll(taking);

        Assert.Equal(5, slots.DistinctBy(slot => slot.Id).Count());
        Assert.Equal(5, (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Count);
    }

    [Fact]
    public async Task The_executor_is_the_same_byte_for_byte_and_paid_for_once()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        await cluster.TakeAsync();
        var first = (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single();

        cluster.Offer(memoryMiB: 256, executors: first.Executor.ExecutorId.Value);
        await cluster.TakeAsync();

        var second = (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single();
        Assert.Equal(first.Executor.ToByteString(), second.Executor.ToByteString());
    }

    [Fact]
    public async Task Without_an_offer_the_allocator_is_woken()
    {
        await using var cluster = await Cluster.StartAsync();
        var taking = cluster.TakeAsync();

        await cluster.Master.NextAsync(Revive);
        cluster.Offer();

        await taking;
    }

    [Fact]
    public async Task A_taker_that_has_gone_leaves_an_empty_slot()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Master.RunsTasks = false;
        cluster.Offer();
        using var patience = new CancellationTokenSource();
        var taking = cluster.Host.Slots.TakeAsync(new SlotWish(256), Cluster.Me, patience.Token);
        var task = (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single().TaskId.Value;

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        cluster.Master.Update(task, TaskState.TaskRunning);

        Assert.Equal(task, (await cluster.TakeAsync()).Id);
    }

    [Fact]
    public async Task An_empty_slot_ends_after_a_while()
    {
        await using var cluster = await Cluster.StartAsync(("EmptySlotTimeout", "00:00:00"));
        cluster.Offer();
        var slot = await cluster.TakeAsync();

        await cluster.ReturnAsync(slot);

        Assert.Equal(slot.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots.Count == 0 && cluster.Memory.Slots.Count == 0, "the slot is forgotten");
    }

    [Fact]
    public async Task A_warm_slot_is_launched_unasked_and_kept()
    {
        await using var cluster = await Cluster.StartAsync(("WarmSlots", "1"), ("EmptySlotTimeout", "00:00:00.01"));

        cluster.Offer();

        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots is [{ State: "empty", MemoryMiB: 256 }], "a warm slot is there");
        Assert.Equal("nodejs:20", (await KindsAsync(cluster)).Single().Kind);
        Assert.Single(cluster.Host.Status.Slots);
    }

    [Fact]
    public async Task An_empty_slot_that_is_too_small_makes_room()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer(memoryMiB: 512);
        var small = await cluster.TakeAsync(128);
        await cluster.ReturnAsync(small);

        var taking = cluster.TakeAsync(1024);

        Assert.Equal(small.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
        cluster.Offer();
        await taking;
    }

    private static async Task<IReadOnlyList<KindStatus>> KindsAsync(Cluster cluster)
    {
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Kinds.Count > 0, "the executor says what it can run");
        return cluster.Host.Status.Kinds;
    }
}
