using Faas.Mesos.Local.Tests.Driving;
using Microsoft.Extensions.Time.Testing;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Local.Tests;

/// <summary>When resources are offered again, on a master with the default allocation interval of one second.</summary>
public sealed class OfferTimingTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.01, 2)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(-1, 6)]
    public async Task A_declined_offer_comes_back_with_batch(double refuseSeconds, int batch)
    {
        await using var cluster = await StartAsync();
        var driver = await EnterAsync(cluster);

        await driver.DeclineAsync(await driver.NextOfferAsync(), refuseSeconds);

        Assert.Equal(batch, await BatchesUntilOfferAsync(driver));
    }

    [Fact]
    public async Task Revive_brings_a_declined_offer_back_at_once()
    {
        await using var cluster = await StartAsync();
        var driver = await EnterAsync(cluster);
        await driver.DeclineAsync(await driver.NextOfferAsync(), 3600);

        await driver.CallAsync(new() { Type = CallType.Revive });

        Assert.Equal(0, await BatchesUntilOfferAsync(driver));
    }

    [Fact]
    public async Task Revive_of_another_role_leaves_the_filter()
    {
        await using var cluster = await StartAsync();
        var driver = await EnterAsync(cluster);
        await driver.DeclineAsync(await driver.NextOfferAsync(), 3);

        await driver.CallAsync(new() { Type = CallType.Revive, Revive = new() { Roles = { "other" } } });

        Assert.Equal(4, await BatchesUntilOfferAsync(driver));
    }

    [Fact]
    public async Task A_suppressed_role_is_offered_nothing_until_it_revives()
    {
        await using var cluster = await StartAsync();
        var driver = await EnterAsync(cluster);
        await driver.CallAsync(new() { Type = CallType.Suppress });
        await driver.DeclineAsync(await driver.NextOfferAsync(), 0);

        Assert.Null(await BatchesUntilOfferAsync(driver));
        await driver.CallAsync(new() { Type = CallType.Revive });
        Assert.Equal(0, await BatchesUntilOfferAsync(driver));
    }

    [Fact]
    public async Task The_remainder_of_an_accept_is_refused_for_five_seconds_by_default()
    {
        await using var cluster = await StartAsync();
        var driver = await EnterAsync(cluster);
        var offer = await driver.NextOfferAsync();

        await driver.AcceptAsync([offer.Id.Value], refuseSeconds: double.NaN, Given.Command(offer, "sleep 1000"));

        Assert.Equal(6, await BatchesUntilOfferAsync(driver));
    }

    [Fact]
    public async Task More_than_was_refused_escapes_the_filter()
    {
        await using var cluster = await StartAsync();
        var driver = await EnterAsync(cluster);
        var offer = await driver.NextOfferAsync();
        await driver.AcceptAsync([offer.Id.Value], refuseSeconds: 3600, Given.Command(offer, "true"));
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextUpdateAsync(TaskState.TaskFinished);

        Assert.Equal(1, await BatchesUntilOfferAsync(driver));
    }

    private Task<Cluster> StartAsync() => Cluster.StartAsync(o => o.AllocationInterval = TimeSpan.FromSeconds(1), _time);

    private static async Task<MesosDriver> EnterAsync(Cluster cluster)
    {
        var driver = await cluster.SubscribeAsync(Given.Framework());
        await driver.EnterAsync();
        return driver;
    }

    /// <summary>Events are ordered: an offer made by a batch comes before the answer to a question asked after it.</summary>
    private async Task<int?> BatchesUntilOfferAsync(MesosDriver driver)
    {
        for (var batch = 0; batch < 8; batch++)
        {
            // What a REVIVE brings is there a moment later.
            _time.Advance(Moment);
            if (await driver.IsOfferedAsync())
            {
                return batch;
            }
            _time.Advance(TimeSpan.FromSeconds(1) - Moment);
        }
        return null;
    }
}
