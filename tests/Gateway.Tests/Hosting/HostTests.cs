using System.Net;
using Faas.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Tests.Hosting;

public sealed class HostTests(RedisServer redis)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_keys_it_does_not_start_where_others_can_reach_it()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        await using var app = Build("--urls=http://0.0.0.0:0", "--Gateway:NoKeys=true");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Ct));
        Assert.Contains("0.0.0.0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_settings_stop_the_start_and_are_all_told()
    {
        await using var app = Build("--urls=http://127.0.0.1:0", "--Gateway:StartWithin=00:00:00", "--Gateway:OperatorNamespace=a/b", "--Gateway:LongestWait=00:00:00");
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Ct));
        foreach (var setting in new[] { "StartWithin", "OperatorNamespace", "LongestWait" }) Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_waits_is_answered_before_the_gateway_stops()
    {
        await using var gateway = new Keyless(redis);
        await gateway.InitializeAsync();
        var name = await gateway.DeployAsync();
        var waits = gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}");
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (gateway.Services.GetRequiredService<Storage.ResultInbox>().Waiting == 0) await again.WaitForNextTickAsync(Ct);
        var stops = gateway.Services.GetRequiredService<IHost>().StopAsync(Ct);
        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (_, _) => (Outcome.Success, "{}"u8.ToArray(), null));
        Assert.Equal(HttpStatusCode.OK, (await waits).Status);
        await stops;
    }

    [Fact]
    public async Task A_store_that_goes_away_is_told_and_one_that_comes_back_is_used()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        await using var store = new RedisServer();
        await store.InitializeAsync();
        await using var gateway = new Keyless(store);
        await gateway.InitializeAsync();
        var name = await gateway.DeployAsync(Outcome.Success, "{}");
        await store.KillAsync();
        foreach (var (method, path) in new[] { ("POST", $"/functions/{name}/invocations"), ("GET", $"/functions/{name}"), ("GET", "/functions") })
        {
            var answer = await gateway.SendAsync(method, path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:faas:store-unavailable", "1"), (answer.Status, answer.Type, answer.Headers["Retry-After"]));
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.SendAsync("GET", "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/health/live")).Status);
        await store.StartAsync();
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await gateway.SendAsync("GET", "/health/ready")).Status != HttpStatusCode.OK) await again.WaitForNextTickAsync(Ct);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", $"/functions/{name}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("POST", $"/functions/{name}/invocations")).Status);
    }

    [Fact]
    public async Task Metrics_tell_outcomes_and_no_functions()
    {
        await using var gateway = new Keyless(redis);
        await gateway.InitializeAsync();
        var name = await gateway.DeployAsync(Outcome.Success, "{}");
        await gateway.SendAsync("POST", $"/functions/{name}/invocations");
        await gateway.SendAsync("POST", "/functions/nobody/invocations");
        var metrics = (await gateway.SendAsync("GET", "/metrics")).Body;
        // At least one: the page tells all gateways of a process together, and other tests run theirs in this one.
        foreach (var line in new[] { "accepted_total{.*mode=\"sync\"", "finished_total{.*outcome=\"success\"", "refused_total{.*reason=\"unknown-function\"" })
            Assert.Matches($"faas_invocations_{line}.*}} [1-9]", metrics);
        Assert.Matches("faas_invocation_duration_seconds_count{.*start=\"warm\".*} [1-9]", metrics);
        Assert.Matches("faas_invocations_waiting{.*} [0-9]", metrics);
        Assert.DoesNotContain(name, metrics, StringComparison.Ordinal);
    }

    private WebApplication Build(params string[] args) =>
        GatewayHost.Build([$"--Storage:Redis={redis.NewDatabase()}", .. args], builder => builder.Logging.ClearProviders());
}
