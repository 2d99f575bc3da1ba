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
    public async Task A_run_passes_bytes_through_and_adds_the_logs()
    {
        await _host.StartWithAsync(_c, "exports.main = p => { console.log('got', p.n, process.env.__OW_TRACEPARENT); return { n: p.n, text: 'ä' } }");
        var request = ExecutorHost.Run(_c, NewId(), """{"n":7}""");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var response = await _host.Client.SendAsync(request);
        var (body, logs) = Split(await response.Content.ReadAsStringAsync(), response);
        Assert.Equal(("answered", "200", """{"n":7,"text":"ä"}"""), (Header(response, RunHeaders.End), Header(response, RunHeaders.Status), body));
        Assert.EndsWith("stdout: got 7 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n", logs, StringComparison.Ordinal);
        Assert.True(int.Parse(Header(response, RunHeaders.Micros)!, null) > 0);
    }

    [Fact]
    public async Task An_attempt_is_started_once_and_the_next_attempt_again()
    {
        await _host.StartWithAsync(_c, "let n = 0; exports.main = () => ({ n: ++n })");
        var invocation = NewId();
        Assert.Equal(HttpStatusCode.OK, (await _host.Client.SendAsync(ExecutorHost.Run(_c, invocation))).StatusCode);
        var again = await _host.Client.SendAsync(ExecutorHost.Run(_c, invocation));
        Assert.Equal((HttpStatusCode.Conflict, ExecutorFault.AlreadyStarted), (again.StatusCode, await ExecutorHost.FaultAsync(again)));
        Assert.Equal("""{"n":2}""", await (await _host.Client.SendAsync(ExecutorHost.Run(_c, invocation, attempt: 2))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_refused_run_was_not_started()
    {
        (await _host.PutAsync(_c)).EnsureSuccessStatusCode();
        var invocation = NewId();
        var early = await _host.Client.SendAsync(ExecutorHost.Run(_c, invocation));
        Assert.Equal((HttpStatusCode.Gone, ExecutorFault.ContainerGone), (early.StatusCode, await ExecutorHost.FaultAsync(early)));
        Assert.Equal(200, (await _host.InitAsync(_c, "exports.main = () => ({})")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _host.Client.SendAsync(ExecutorHost.Run(_c, invocation))).StatusCode);
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
        await RefusesAsync(_host.Client.PostAsync($"/containers/{_c}/run", new StringContent("{}")), HttpStatusCode.BadRequest, ExecutorFault.BadRequest);
        await RefusesAsync(_host.Client.SendAsync(ExecutorHost.Run("nobody", NewId())), HttpStatusCode.NotFound, ExecutorFault.UnknownContainer);
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
    public async Task A_caller_that_hangs_up_takes_its_container_along()
    {
        await _host.StartWithAsync(_c, "exports.main = () => { console.error('started'); return new Promise(() => {}) }");
        using var hangUp = new CancellationTokenSource();
        var run = _host.Client.SendAsync(ExecutorHost.Run(_c, NewId()), hangUp.Token);
        // The slot is taken for as long as the run lives.
        Assert.Equal(HttpStatusCode.Conflict, (await _host.PutAsync(_d, slot: $"slot-{_c}")).StatusCode);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await _host.Client.DeleteAsync($"/containers/{_c}");
        Assert.Equal(HttpStatusCode.Created, (await _host.PutAsync(_d, slot: $"slot-{_c}")).StatusCode);
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

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static (string Body, string Logs) Split(string text, HttpResponseMessage response)
    {
        var logs = int.Parse(Header(response, RunHeaders.LogsLength)!, null);
        return (text[..^logs], text[^logs..]);
    }

    public sealed class OneHost : IAsyncLifetime
    {
        internal ExecutorHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ExecutorHost.StartAsync(["--standalone-token", "token"]);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
