using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_key_stands_for_one_request()
    {
        var function = await DeployAsync("f");
        var first = Invocation(function) with { Key = IdempotencyKey.Of("k", "{}"u8) };
        await EnqueueAsync(first);

        Assert.Equal(new EnqueueAnswer(EnqueueOutcome.Repeated, first.Id), await Again(first));
        Assert.Equal(EnqueueOutcome.KeyReused, (await Again(first with { Key = IdempotencyKey.Of("k", "{ }"u8) })).Outcome);
        Assert.Equal(EnqueueOutcome.Accepted, (await Again(first with { Key = IdempotencyKey.Of("other", "{}"u8) })).Outcome);
        Assert.Equal(EnqueueOutcome.Accepted, (await Again(first with { Function = await DeployAsync("g") })).Outcome);
        Assert.Equal([(function, 2L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));
        await LivesAsync(Keys.Once(function, first.Key.Name), TimeSpan.FromHours(24));

        Task<EnqueueAnswer> Again(Enqueue invocation) => Queue.EnqueueAsync(invocation with { Id = InvocationId.New(invocation.Function.Shard, _time.GetUtcNow()) }, Ct);
    }

    [Fact]
    public async Task What_was_refused_leaves_its_key_free()
    {
        var invocation = Invocation(Definition("f").Id) with { Key = IdempotencyKey.Of("k", "{}"u8) };
        Assert.Equal(EnqueueOutcome.UnknownFunction, (await Queue.EnqueueAsync(invocation, Ct)).Outcome);

        await DeployAsync("f");

        await EnqueueAsync(invocation);
    }

    [Fact]
    public async Task The_end_of_a_synchronous_invocation_with_a_key_is_kept_as_long_as_the_key()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f"), sync: true) with { Key = IdempotencyKey.Of("k", "{}"u8) });
        await FinishAsync(claim);

        Assert.NotEmpty((await Invocations.FindResultAsync(claim.Item.Id, Ct))!);
        await LivesAsync(Keys.Record(claim.Item.Id), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task A_function_with_a_rate_takes_a_burst_of_a_second_and_then_says_when()
    {
        var function = Assert.IsType<SaveOutcome.Saved>(await Functions.SaveAsync(
            Definition("f") with { Limits = new() { RatePerSecond = 2 } }, new SaveCondition.Any(), Ct)).Definition.Id;
        await EnqueueAsync(function);
        await EnqueueAsync(function);

        var refused = await Queue.EnqueueAsync(Invocation(function), Ct);

        Assert.Equal(EnqueueOutcome.RateExceeded, refused.Outcome);
        Assert.InRange(refused.RetryAfter.TotalSeconds, 0.000001, 0.5);
        await Eventually.HoldsAsync(async () => (await Queue.EnqueueAsync(Invocation(function), Ct)).Outcome == EnqueueOutcome.Accepted, "there is room again");

        await DeployAsync("f", "r2");
        for (var i = 0; i < 5; i++) await EnqueueAsync(function);
    }

    [Theory, InlineData(1, 5), InlineData(5, 1)]
    public async Task A_function_has_a_queue_length_of_its_own_within_that_of_all(int own, int all)
    {
        using var narrow = Hosting.Build(server.Address, _time, ("Storage:QueueLength", $"{all}"));
        var queue = (InvocationQueue)narrow.Services.GetService(typeof(InvocationQueue))!;
        var function = Assert.IsType<SaveOutcome.Saved>(await Functions.SaveAsync(
            Definition("f") with { Limits = new() { QueueLength = own } }, new SaveCondition.Any(), Ct)).Definition.Id;
        await EnqueueAsync(function);

        Assert.Equal(EnqueueOutcome.QueueFull, (await queue.EnqueueAsync(Invocation(function), Ct)).Outcome);
    }
}
