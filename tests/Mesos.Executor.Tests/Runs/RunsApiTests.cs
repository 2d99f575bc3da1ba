using System.Net;
using System.Text;
using Faas.Contracts;
using Faas.Mesos.Executor.Tests.Endpoint;

namespace Faas.Mesos.Executor.Tests.Runs;

public sealed class RunsApiTests(ContainersApiTests.OneHost one) : IClassFixture<ContainersApiTests.OneHost>
{
    private readonly ExecutorHost _host = one.Host;
    private readonly string _c = $"c{Guid.NewGuid():n}", _d = $"d{Guid.NewGuid():n}";

    [Fact]
    public async Task A_run_passes_bytes_through_and_adds_the_logs()
    {
        await _host.StartWithAsync(_c, "exports.main = p => { console.log('got', p.n, process.env.__OW_TRACEPARENT); return { n: p.n, text: 'ä' } }");
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask(_c, NewId(), """{"n":7}""", trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var answer = await caller.AnswerAsync();
        Assert.Equal((ContainerEnd.Answered, 200, """{"n":7,"text":"ä"}"""), (answer.End, answer.Status, Text(answer.Body)));
        Assert.EndsWith("stdout: got 7 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n", Text(answer.Logs), StringComparison.Ordinal);
        Assert.True(answer.Micros > 0);
    }

    [Fact]
    public async Task An_attempt_is_started_once_and_the_next_attempt_again()
    {
        await _host.StartWithAsync(_c, "let n = 0; exports.main = () => ({ n: ++n })");
        var invocation = NewId();
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        var first = caller.Ask(_c, invocation);
        Assert.Equal("""{"n":1}""", Text((await caller.AnswerAsync()).Body));
        caller.Acknowledge(first);
        caller.Ask(_c, invocation);
        Assert.Equal(ExecutorFault.AlreadyStarted, await caller.FaultAsync());
        caller.Ask(_c, invocation, attempt: 2);
        Assert.Equal("""{"n":2}""", Text((await caller.AnswerAsync()).Body));
    }

    [Fact]
    public async Task An_answer_is_kept_until_it_is_acknowledged_and_told_on_another_connection()
    {
        await _host.StartWithAsync(_c, "let n = 0; exports.main = () => ({ n: ++n })");
        var invocation = NewId();
        await using (var lost = await RunCaller.ConnectAsync(_host.Client))
        {
            lost.Ask(_c, invocation);
            await lost.AnswerAsync();
        }
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask(_c, invocation);
        Assert.Equal("""{"n":1}""", Text((await caller.AnswerAsync()).Body));
    }

    [Fact]
    public async Task A_run_goes_on_when_its_connection_is_lost_and_answers_who_asks_again()
    {
        await _host.StartWithAsync(_c, "let end; exports.main = p => p.end ? (end({ ended: true }), {}) : new Promise(resolve => { end = resolve })", concurrency: 2);
        var (invocation, other) = (NewId(), NewId());
        await using (var lost = await RunCaller.ConnectAsync(_host.Client))
        {
            lost.Ask(_c, invocation);
            // The one below is refused after it was read: so the one above has been started.
            lost.Ask("nobody", other);
            Assert.Equal(ExecutorFault.UnknownContainer, await lost.FaultAsync());
        }
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask(_c, invocation);
        caller.Ask(_c, other, """{"end":true}""");
        var bodies = new[] { Text((await caller.AnswerAsync()).Body), Text((await caller.AnswerAsync()).Body) };
        Assert.Contains("""{"ended":true}""", bodies);
    }

    [Fact]
    public async Task What_an_invoker_had_run_answers_its_successor()
    {
        await _host.StartWithAsync(_c, "let end; exports.main = p => p.end ? (end({ ended: true }), {}) : p.wait ? new Promise(resolve => { end = resolve }) : { n: 7 }", concurrency: 2);
        var (answered, running) = (NewId(), NewId());
        await using (var killed = await RunCaller.ConnectAsync(_host.Client))
        {
            killed.Ask(_c, running, """{"wait":true}""");
            killed.Ask(_c, answered);
            await killed.AnswerAsync();
        }
        await using var successor = await RunCaller.ConnectAsync(_host.Client, "successor");
        successor.Recall(answered, _host.Life);
        Assert.Equal("""{"n":7}""", Text((await successor.AnswerAsync()).Body));

        var call = successor.Recall(running, _host.Life);
        await using var other = await RunCaller.ConnectAsync(_host.Client);
        other.Ask(_c, NewId(), """{"end":true}""");
        Assert.Equal("""{"ended":true}""", Text((await successor.AnswerAsync()).Body));
        successor.Acknowledge(call);
        successor.Recall(running, _host.Life);
        Assert.Equal(ExecutorFault.AlreadyStarted, await successor.FaultAsync());
    }

    [Fact]
    public async Task Who_recalls_a_run_is_told_its_container_and_can_take_it_back()
    {
        await _host.StartWithAsync(_c, "exports.main = () => new Promise(() => {})");
        var (running, unknown) = (NewId(), NewId());
        await using var killed = await RunCaller.ConnectAsync(_host.Client);
        killed.Ask(_c, running);
        killed.Ask("nobody", unknown);
        Assert.Equal(ExecutorFault.UnknownContainer, await killed.FaultAsync());

        await using var successor = await RunCaller.ConnectAsync(_host.Client, "successor");
        successor.Seek(unknown, _host.Life);
        Assert.Equal(ExecutorFault.NeverStarted, await successor.FaultAsync());
        var call = successor.Seek(running, _host.Life);
        var here = await successor.HearAsync();
        Assert.Equal((RunFrameKind.Here, call, _c), (here.Kind, here.Call, Text(here.Payload)));
        successor.Cancel(call);
        Assert.Equal(ContainerEnd.Crashed, (await successor.AnswerAsync()).End);
    }

    [Fact]
    public async Task What_is_recalled_and_was_never_started_never_will_be()
    {
        await _host.StartWithAsync(_c, "exports.main = () => ({})");
        var invocation = NewId();
        await using var successor = await RunCaller.ConnectAsync(_host.Client, "successor");
        successor.Recall(invocation, _host.Life);
        Assert.Equal(ExecutorFault.NeverStarted, await successor.FaultAsync());

        await using var late = await RunCaller.ConnectAsync(_host.Client);
        late.Ask(_c, invocation);
        Assert.Equal(ExecutorFault.AlreadyStarted, await late.FaultAsync());
        late.Ask(_c, invocation, attempt: 2);
        Assert.Equal(200, (await late.AnswerAsync()).Status);
    }

    [Fact]
    public async Task What_an_executor_had_started_the_one_in_its_place_cannot_say()
    {
        await _host.StartWithAsync(_c, "exports.main = () => ({})");
        var invocation = NewId();
        await using var successor = await RunCaller.ConnectAsync(_host.Client, "successor");
        successor.Recall(invocation, "the one before");
        Assert.Equal(ExecutorFault.Restarted, await successor.FaultAsync());

        // It was not meant, so it may yet start it.
        await using var owner = await RunCaller.ConnectAsync(_host.Client);
        owner.Ask(_c, invocation);
        Assert.Equal(200, (await owner.AnswerAsync()).Status);
    }

    [Fact]
    public async Task A_refused_run_was_not_started()
    {
        (await _host.PutAsync(_c)).EnsureSuccessStatusCode();
        var invocation = NewId();
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask(_c, invocation);
        Assert.Equal(ExecutorFault.ContainerGone, await caller.FaultAsync());
        Assert.Equal(200, (await _host.InitAsync(_c, "exports.main = () => ({})")).Status);
        caller.Ask(_c, invocation);
        Assert.Equal(200, (await caller.AnswerAsync()).Status);
    }

    [Fact]
    public async Task A_run_that_makes_no_sense_is_refused_and_the_connection_goes_on()
    {
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Send(RunFrameKind.Run, [1, 2, 3]);
        Assert.Equal(ExecutorFault.BadRequest, await caller.FaultAsync());
        caller.Ask("nobody", NewId());
        Assert.Equal(ExecutorFault.UnknownContainer, await caller.FaultAsync());
    }

    [Fact]
    public async Task A_cancelled_run_takes_its_container_along()
    {
        await _host.StartWithAsync(_c, "exports.main = () => new Promise(() => {})");
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        var call = caller.Ask(_c, NewId());
        // The slot is taken for as long as the run lives.
        Assert.Equal(HttpStatusCode.Conflict, (await _host.PutAsync(_d, slot: $"slot-{_c}")).StatusCode);
        caller.Cancel(call);
        Assert.Equal(ContainerEnd.Crashed, (await caller.AnswerAsync()).End);
        await _host.Client.DeleteAsync($"/containers/{_c}");
        Assert.Equal(HttpStatusCode.Created, (await _host.PutAsync(_d, slot: $"slot-{_c}")).StatusCode);
    }

    [Fact]
    public async Task Who_does_not_upgrade_is_told_to()
    {
        var plain = await _host.Client.GetAsync(RunFrame.Path);
        Assert.Equal((HttpStatusCode.UpgradeRequired, RunFrame.Protocol), (plain.StatusCode, plain.Headers.Upgrade.Single().Name));
    }

    private static InvocationId NewId() => new(Guid.NewGuid());

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
