using System.Net;
using Faas.Contracts;
using Faas.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Faas.Gateway.Tests.Invocations;

public sealed class CancelTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Fact]
    public async Task What_waits_is_cancelled_and_then_cannot_be_again()
    {
        var location = (await gateway.SendAsync("POST", $"/functions/{await gateway.DeployAsync()}/invocations", "{}", ("Prefer", "respond-async"))).Headers["Location"];

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("DELETE", location)).Status);

        var again = await gateway.SendAsync("DELETE", location);
        Assert.Equal((HttpStatusCode.Conflict, "urn:faas:ended"), (again.Status, again.Type));
        var shown = (await gateway.SendAsync("GET", location)).Json;
        Assert.Equal(("cancelled", "cancelled"), (shown.GetProperty("state").GetString(), shown.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_running_one_is_read_and_cancelled_and_its_caller_is_told()
    {
        var name = await gateway.DeployAsync();
        var function = new FunctionId("guest", FunctionName.Parse(name, null));
        var waits = gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}");
        var claim = await ClaimAsync(function);
        var location = $"/invocations/{claim.Item.Id}";
        Assert.Equal("running", (await gateway.SendAsync("GET", location)).Json.GetProperty("state").GetString());

        var cancelled = await gateway.SendAsync("DELETE", location);

        Assert.Equal(HttpStatusCode.Accepted, cancelled.Status);
        var told = await waits;
        Assert.Equal((HttpStatusCode.Conflict, "urn:faas:cancelled"), (told.Status, told.Type));
    }

    [Fact]
    public async Task What_never_was_is_not_found() =>
        Assert.Equal("urn:faas:unknown-invocation", (await gateway.SendAsync("DELETE", "/invocations/01a2081eb36174fba0c13e3150d9180f")).Type);

    private async Task<Claim> ClaimAsync(FunctionId function)
    {
        const string session = "cancel-012345678";
        var (work, shards) = (gateway.Services.GetRequiredService<WorkQueue>(), gateway.Services.GetRequiredService<ShardStore>());
        var lease = await shards.TakeAsync(function.Shard, session, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            if ((await work.ClaimAsync(function, lease!, session, TestContext.Current.CancellationToken)).Claim is { } claim) return claim;
            await again.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
