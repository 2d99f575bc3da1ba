using System.Net;
using System.Net.Http.Json;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Tests.Endpoint;

public sealed class ContainersApiTests(ContainersApiTests.OneHost one) : IClassFixture<ContainersApiTests.OneHost>
{
    private readonly ExecutorHost _host = one.Host;
    private readonly string _c = NewId(), _d = NewId(), _s = NewId();

    private static string NewId() => Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Without_the_token_there_is_nothing_but_health()
    {
        using var stranger = new HttpClient { BaseAddress = _host.Client.BaseAddress };
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health")).StatusCode);
        foreach (var header in new[] { null, "Bearer", "Bearer wrong", "bearer token", "Basic token", "Bearer token2", "Bearer " + new string('x', 600) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/executor");
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            var refused = await stranger.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, ExecutorFault.Unauthorized), (refused.StatusCode, await ExecutorHost.FaultAsync(refused)));
        }
    }

    [Fact]
    public async Task What_is_wrong_is_told_apart()
    {
        (await _host.PutAsync(_c, slot: _s)).EnsureSuccessStatusCode();
        await RefusesAsync(_host.PutAsync(_c, slot: "other"), HttpStatusCode.Conflict, ExecutorFault.Occupied);
        await RefusesAsync(_host.PutAsync(_d, slot: _s), HttpStatusCode.Conflict, ExecutorFault.Occupied);
        await RefusesAsync(_host.PutAsync(_d, kind: "cobol:1"), HttpStatusCode.UnprocessableEntity, ExecutorFault.UnknownKind);
        await RefusesAsync(_host.PutAsync("a.b"), HttpStatusCode.BadRequest, ExecutorFault.BadRequest);
        await RefusesAsync(_host.Client.PutAsync($"/containers/{_d}", new StringContent("{")), HttpStatusCode.BadRequest, ExecutorFault.BadRequest);
    }

    [Fact]
    public async Task A_second_init_is_refused()
    {
        await _host.StartWithAsync(_c, "exports.main = () => ({})");
        await Assert.ThrowsAsync<HttpRequestException>(() => _host.InitAsync(_c, "exports.main = () => ({})"));
    }

    [Fact]
    public async Task The_executor_tells_what_it_is_and_has()
    {
        (await _host.PutAsync(_c, slot: _s)).EnsureSuccessStatusCode();
        var description = await _host.Client.GetFromJsonAsync("/executor", ContractsJson.Default.ExecutorDescription);
        Assert.Equal("process", description!.Driver);
        Assert.Contains(description.Kinds, kind => kind.Kind == _host.Kind && kind.Missing is null);
        Assert.Contains(new ExecutorContainer(_c, _s, "owner", null), description.Containers);
    }

    [Fact]
    public async Task Removal_can_be_repeated_and_frees_the_slot()
    {
        (await _host.PutAsync(_c, slot: _s)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.NoContent, (await _host.Client.DeleteAsync($"/containers/{_c}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _host.Client.DeleteAsync($"/containers/{_c}")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await _host.PutAsync(_c, slot: _s)).StatusCode);
    }

    [Fact]
    public async Task Code_that_cannot_be_had_is_said_so_and_the_container_is_gone()
    {
        (await _host.PutAsync(_c)).EnsureSuccessStatusCode();
        var wish = new ContainerInit(NewId(), "guest/f", "main", new(new('a', 64), 1, false), new("http://127.0.0.1:1"), new Dictionary<string, string>(), 1_000, 1_000);
        var response = await _host.Client.PostAsJsonAsync($"/containers/{_c}/init", wish, ContractsJson.Default.ContainerInit);
        var reply = await response.Content.ReadFromJsonAsync(ContractsJson.Default.ContainerReply);
        Assert.Equal(ContainerEnd.CodeUnusable, reply!.End);
        Assert.Contains("127.0.0.1:1", reply.Detail, StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(Task<HttpResponseMessage> asked, HttpStatusCode status, ExecutorFault fault)
    {
        var response = await asked;
        Assert.Equal((status, fault), (response.StatusCode, await ExecutorHost.FaultAsync(response)));
    }

    public sealed class OneHost : IAsyncLifetime
    {
        internal ExecutorHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ExecutorHost.StartAsync(["--standalone-token", "token"]);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
