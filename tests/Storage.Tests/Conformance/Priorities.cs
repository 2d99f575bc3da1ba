using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task High_priority_goes_before_normal_and_low_comes_when_nothing_else_waits()
    {
        var function = await DeployAsync("f");
        var sent = new Dictionary<InvocationId, string>();
        foreach (var name in new[] { "low1", "normal1", "high1", "low2", "normal2", "high2" }) sent[await SendAsync(function, name)] = name;
        var lease = await LeaseAsync(function);
        Assert.Equal([(function, 6L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));

        var claimed = new List<string>();
        while ((await Work.ClaimAsync(function, lease, Mine, Ct)).Claim is { } claim) claimed.Add(sent[claim.Item.Id]);

        Assert.Equal(["high1", "high2", "normal1", "normal2", "low1", "low2"], claimed);
        Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));
    }

    [Fact]
    public async Task A_released_claim_is_the_next_whatever_its_priority()
    {
        var function = await DeployAsync("f");
        var low = await SendAsync(function, "low");
        var claim = await ClaimAsync(function, await LeaseAsync(function));
        await SendAsync(function, "high");

        await Work.ReleaseAsync(claim, started: true, Ct);

        var again = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal((low, Priority.Low, 2), (again.Item.Id, again.Item.Priority, again.Item.Attempt));
    }

    [Theory, InlineData("high"), InlineData("low")]
    public async Task A_full_queue_is_full_for_every_priority(string priority)
    {
        using var narrow = Hosting.Build(server.Address, _time, ("Storage:QueueLength", "2"));
        var function = await DeployAsync("f");
        for (var i = 0; i < 2; i++) await SendAsync(function, priority);

        var refused = Invocation(function) with { Priority = KebabCase<Priority>.Value(priority) };
        var queue = (InvocationQueue)narrow.Services.GetService(typeof(InvocationQueue))!;
        Assert.Equal(EnqueueOutcome.QueueFull, (await queue.EnqueueAsync(refused, Ct)).Outcome);
    }

    [Fact]
    public async Task An_item_of_the_form_before_is_read_and_retried()
    {
        var function = await DeployAsync("f");
        var id = InvocationId.New(function.Shard, _time.GetUtcNow());
        byte[] old =
        [
            .. "0000000000000042"u8, .. "0000000000000000"u8, (byte)'a', .. id.ToBytes(), (byte)'2', .. "                "u8, .. System.Text.Encoding.ASCII.GetBytes(Trace), .. """{"a":1}"""u8,
        ];
        await Raw.ListLeftPushAsync(Keys.Queue(function), old);

        var claim = await ClaimAsync(function, await LeaseAsync(function));

        Assert.Equal((id, 2, 1, 0, Priority.Normal), (claim.Item.Id, claim.Item.Attempt, claim.Item.Losses, claim.Item.Failures, claim.Item.Priority));
        var next = claim.Item.AfterFailure();
        Assert.Equal((id, 3, 1, 1, """{"a":1}"""), (next.Id, next.Attempt, next.Losses, next.Failures, System.Text.Encoding.UTF8.GetString(next.Payload.Span)));
    }

    private Task<InvocationId> SendAsync(FunctionId function, string name) =>
        EnqueueAsync(Invocation(function) with { Priority = KebabCase<Priority>.Value(name.TrimEnd('1', '2')) });
}
