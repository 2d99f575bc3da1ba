using System.Net;
using System.Net.Http.Json;
using Faas.Contracts;
using Faas.Mesos.Executor.Tests.Runs;

namespace Faas.Mesos.Executor.Tests.Endpoint;

/// <summary>A warm container whose invoker has died passes to another, and is no longer the first one's.</summary>
public sealed class AdoptionTests : IAsyncLifetime
{
    private const string Code = "let n = 0; exports.main = async p => { await new Promise(done => setTimeout(done, p.ms || 0)); return {n: ++n} }";

    private ExecutorHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ExecutorHost.StartAsync(["--standalone-token", "token"]);
        (await _host.PutAsync("c", revision: "r1")).EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task It_goes_on_warm_under_its_new_owner()
    {
        await _host.InitAsync("c", Code);
        await using (var first = await RunCaller.ConnectAsync(_host.Client, "owner"))
        {
            first.Ask("c", NewId());
            await first.AnswerAsync();
        }
        Assert.Equal(("owner", "r1", false), Facts(await DescribeAsync()));

        Assert.Equal(HttpStatusCode.OK, (await AdoptAsync("owner", "heir")).StatusCode);

        Assert.Equal(("heir", "r1", false), Facts(await DescribeAsync()));
        await using var heir = await RunCaller.ConnectAsync(_host.Client, "heir");
        heir.Ask("c", NewId());
        Assert.Equal("""{"n":2}""", System.Text.Encoding.UTF8.GetString((await heir.AnswerAsync()).Body.Span));
    }

    [Fact]
    public async Task Who_had_it_before_neither_runs_anything_in_it_nor_removes_it()
    {
        await _host.InitAsync("c", Code);
        await using var before = await RunCaller.ConnectAsync(_host.Client, "owner");
        (await AdoptAsync("owner", "heir")).EnsureSuccessStatusCode();

        before.Ask("c", NewId());
        using var remove = new HttpRequestMessage(HttpMethod.Delete, "/containers/c") { Headers = { { ContainerAdoption.SessionHeader, "owner" } } };
        await _host.Client.SendAsync(remove);

        Assert.Equal(ExecutorFault.UnknownContainer, await before.FaultAsync());
        Assert.Equal("heir", (await DescribeAsync()).Owner);
    }

    [Fact]
    public async Task It_passes_on_from_its_owner_alone_and_only_with_its_code_in_it_and_idle()
    {
        Assert.Equal(ExecutorFault.UnknownContainer, await ExecutorHost.FaultAsync(await AdoptAsync("owner", "heir")));
        Assert.Null((await DescribeAsync()).Revision);
        await _host.InitAsync("c", Code);
        Assert.Equal(ExecutorFault.Occupied, await ExecutorHost.FaultAsync(await AdoptAsync("stranger", "heir")));

        await using var owner = await RunCaller.ConnectAsync(_host.Client, "owner");
        owner.Ask("c", NewId(), """{"ms":60000}""");
        while (!(await DescribeAsync()).Busy) await Task.Yield();

        Assert.Equal(ExecutorFault.Occupied, await ExecutorHost.FaultAsync(await AdoptAsync("owner", "heir")));
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.Client.PostAsync("/containers/c/owner", new StringContent("{}"))).StatusCode);
    }

    private static InvocationId NewId() => new(Guid.NewGuid());

    private static (string, string?, bool) Facts(ExecutorContainer container) => (container.Owner, container.Revision, container.Busy);

    private Task<HttpResponseMessage> AdoptAsync(string from, string to) =>
        _host.Client.PostAsJsonAsync("/containers/c/owner", new ContainerAdoption(from, to), ContractsJson.Default.ContainerAdoption);

    private async Task<ExecutorContainer> DescribeAsync() =>
        (await _host.Client.GetFromJsonAsync("/executor", ContractsJson.Default.ExecutorDescription))!.Containers.Single();
}
