using System.Net;
using Faas.Contracts;
using Faas.Gateway.Functions;
using Faas.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Tests.Functions;

/// <summary>A gateway that waits for nobody's kinds.</summary>
public sealed class Impatient(RedisServer redis) : RunningGateway(redis, "--Gateway:NoKeys=true", "--Gateway:KindsWithin=00:00:00");

public sealed class KindWaitTests(Impatient gateway) : IClassFixture<Impatient>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_executor_that_is_about_to_tell_its_kinds_is_waited_for()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        var system = gateway.Services.GetRequiredService<SystemStore>();
        await system.ReportKindsAsync([], Ct);
        var catalog = new KindCatalog(system, Options.Create(new GatewayOptions()), new Meanwhile(() => system.ReportKindsAsync(RunningGateway.Kinds, Ct)));
        Assert.Equal(new KindChoice.Chosen("nodejs:20"), await catalog.ChooseAsync("nodejs:20", Ct));
    }

    [Fact]
    public async Task Where_none_tells_them_in_time_the_caller_is_asked_to_come_back()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        await gateway.Services.GetRequiredService<SystemStore>().ReportKindsAsync([], Ct);
        var answer = await gateway.SendAsync("POST", "/functions", """{"name":"early","kind":"nodejs:20","code":"exports.main = () => ({})"}""");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:faas:kinds-unknown", "5"), (answer.Status, answer.Type, answer.Headers["Retry-After"]));
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync("POST", "/functions", """{"name":"early","kind":"nodejs:default","code":"exports.main = () => ({})"}""")).Status);
    }

    /// <summary>Time in which something happens while somebody waits.</summary>
    private sealed class Meanwhile(Func<Task> happens) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(_ => happens().ContinueWith(_ => callback(state), TaskScheduler.Default), null, TimeSpan.Zero, period);
    }
}
