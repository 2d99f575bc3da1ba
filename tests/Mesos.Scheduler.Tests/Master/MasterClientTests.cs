using Microsoft.Extensions.Options;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class MasterClientTests
{
    [Theory]
    [InlineData("//10.0.0.2:5050/api/v1/scheduler", "http://10.0.0.2:5050/api/v1/scheduler")]
    [InlineData("https://other/api/v1/scheduler", "https://other/api/v1/scheduler")]
    [InlineData("/api/v1/scheduler", "http://10.0.0.1:5050/api/v1/scheduler")]
    public void A_location_without_scheme_takes_that_of_the_request(string location, string expected) =>
        Assert.Equal(new Uri(expected), MasterClient.Follow(new Uri("http://10.0.0.1:5050/x"), new Uri(location, UriKind.RelativeOrAbsolute)));

    [Fact]
    public async Task The_next_master_is_tried_when_one_is_away()
    {
        await using var master = await FakeMaster.StartAsync();
        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [new Uri("http://127.0.0.1:1"), master.Address]);

        await master.NextAsync(Subscribe);
    }

    [Theory, InlineData("10.0.0.1:5050"), InlineData("master:5050"), InlineData("ftp://master")]
    public async Task What_is_no_address_of_a_master_stops_the_start(string master)
    {
        var settings = new Dictionary<string, string?> { ["Mesos:Masters:0"] = master };

        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => SchedulerHost.StartAsync(new FakeMemory(), [], settings));

        Assert.Contains(master, wrong.Message);
    }

    [Theory]
    [InlineData("Mesos:CaFile", "/nowhere/ca.pem", "/nowhere/ca.pem")]
    [InlineData("Mesos:CaFile", "/dev/null", "/dev/null")]
    [InlineData("Mesos:Secret", "s", "Principal")]
    [InlineData("Mesos:Placement", "anywhere", "binpack, spread")]
    public async Task What_cannot_be_meant_stops_the_start(string setting, string value, string says)
    {
        var settings = new Dictionary<string, string?> { [setting] = value };

        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => SchedulerHost.StartAsync(new FakeMemory(), [new Uri("http://127.0.0.1:1")], settings));

        Assert.Contains(says, wrong.Message);
    }

    [Theory]
    [InlineData("BearerToken", "abc", "Bearer abc")]
    [InlineData("Secret", "s3cret", "Basic ZmFhczpzM2NyZXQ=")]
    public async Task Credentials_are_shown_to_the_master(string setting, string value, string expected)
    {
        await using var cluster = await Cluster.StartAsync(("Principal", "faas"), (setting, value));

        await cluster.Master.NextAsync(Subscribe, call => call.Subscribe.FrameworkInfo.Principal == "faas");

        Assert.Equal(expected, cluster.Master.Authorization);
    }

    [Fact]
    public void Two_who_fence_each_other_do_so_ever_more_slowly()
    {
        Assert.True(FencePolicy.IsFenced("Framework failed over"));
        Assert.False(FencePolicy.IsFenced("Framework has been removed"));
        Assert.Equal([0, 1, 2, 4, 300], new[] { 1, 2, 3, 4, 40 }.Select(times => FencePolicy.Wait(times).TotalSeconds));
    }

    [Fact]
    public async Task The_framework_says_who_it_is()
    {
        await using var cluster = await Cluster.StartAsync(("FrameworkName", "mine"), ("User", "nobody"));

        var framework = (await cluster.Master.NextAsync(Subscribe)).Subscribe.FrameworkInfo;

        Assert.Equal(("mine", "nobody", true, TimeSpan.FromDays(7).TotalSeconds), (framework.Name, framework.User, framework.Checkpoint, framework.FailoverTimeout));
        Assert.Equal(["faas"], framework.Roles);
        Assert.Equal(5, framework.Capabilities.Count);
    }

    [Fact]
    public async Task A_master_that_falls_silent_is_left()
    {
        await using var master = await FakeMaster.StartAsync();
        master.HeartbeatSeconds = 0.05;
        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [master.Address]);

        await master.NextAsync(Subscribe);
        await master.NextAsync(Subscribe);
    }

    [Fact]
    public async Task Surplus_offers_go_back_and_more_are_not_wanted()
    {
        await using var cluster = await Cluster.StartAsync(("OfferHold", "00:00:00"));
        var offer = cluster.Offer();

        var decline = (await cluster.Master.NextAsync(Decline)).Decline;

        Assert.Equal([offer], decline.OfferIds.Select(id => id.Value));
        Assert.InRange(decline.Filters.RefuseSeconds, 20, 40);
        await cluster.Master.NextAsync(Suppress);
    }

    [Fact]
    public async Task After_an_accept_the_rest_is_asked_for_behind_it()
    {
        await using var cluster = await Cluster.StartAsync(("HeadroomMiB", "1024"));
        cluster.Offer();
        await cluster.TakeAsync();

        await cluster.Master.NextAsync(Accept);
        await cluster.Master.NextAsync(Revive);
    }
}
