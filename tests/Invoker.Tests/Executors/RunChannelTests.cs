using System.Net.Sockets;
using System.Text;
using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Executors.Runs;

namespace Faas.Invoker.Tests.Executors;

public sealed class RunChannelTests : IDisposable
{
    private readonly ExecutorEnd _executor = new();
    private readonly RunChannel _channel;
    private int _rested;

    public RunChannelTests() => _channel = new(_executor.OpenAsync, _ => Interlocked.Increment(ref _rested), TimeProvider.System);

    public void Dispose()
    {
        _channel.Dispose();
        _executor.Dispose();
    }

    [Fact]
    public async Task Answers_find_their_runs_in_any_order()
    {
        var (first, second) = (RunAsync("a"), RunAsync("b"));
        var connection = await _executor.AcceptAsync();
        var asked = new[] { await connection.HearAsync(), await connection.HearAsync() };
        foreach (var frame in asked.Reverse()) connection.Answer(frame.Call, Container(frame));
        Assert.Equal("a", Text((await first).Body));
        Assert.Equal("b", Text((await second).Body));
    }

    [Fact]
    public async Task A_run_is_asked_for_again_on_another_connection()
    {
        var run = RunAsync("a");
        using (var lost = await _executor.AcceptAsync()) await lost.HearAsync();
        using var connection = await _executor.AcceptAsync();
        var again = await connection.HearAsync();
        connection.Answer(again.Call, Container(again));
        Assert.Equal("a", Text((await run).Body));
    }

    [Fact]
    public async Task What_a_dead_invoker_asked_for_is_recalled_and_recalled_again_on_another_connection()
    {
        var asked = new RunRecall(new(Guid.NewGuid()), 2, "life");
        var recalled = _channel.RecallAsync(asked, default);
        using (var lost = await _executor.AcceptAsync()) await lost.HearAsync();
        using var connection = await _executor.AcceptAsync();
        var frame = await AskedAsync(connection, asked);
        connection.SayWhere(frame.Call, "here");
        connection.Answer(frame.Call, "{}");

        var run = await recalled;
        Assert.Equal(("here", "{}"), (run.Container, Text(run.Answer.Body)));
    }

    [Fact]
    public async Task Of_an_executor_that_does_not_say_where_it_ran_the_answer_is_taken_all_the_same()
    {
        var asked = new RunRecall(new(Guid.NewGuid()), 1, "life");
        var recalled = _channel.RecallAsync(asked, default);
        using var connection = await _executor.AcceptAsync();
        connection.Answer((await AskedAsync(connection, asked)).Call, "{}");

        var run = await recalled;
        Assert.Equal((null, "{}"), (run.Container, Text(run.Answer.Body)));
    }

    [Fact]
    public async Task What_is_recalled_and_taken_back_is_cancelled_at_the_executor()
    {
        using var cancel = new CancellationTokenSource();
        var asked = new RunRecall(new(Guid.NewGuid()), 1, "life");
        var recalled = _channel.RecallAsync(asked, cancel.Token);
        using var connection = await _executor.AcceptAsync();
        var frame = await AskedAsync(connection, asked);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recalled);
        var next = await connection.HearAsync();
        Assert.Equal((RunFrameKind.Cancel, frame.Call), (next.Kind, next.Call));
    }

    [Fact]
    public async Task A_refused_run_was_not_started()
    {
        var run = RunAsync("a");
        using var connection = await _executor.AcceptAsync();
        connection.Refuse((await connection.HearAsync()).Call);
        var refused = await Assert.ThrowsAsync<ExecutorCallException>(() => run);
        Assert.Equal((CallFailure.NotStarted, ExecutorFault.ContainerGone, "no"), (refused.Failure, refused.Fault, refused.Message));
    }

    [Fact]
    public async Task Of_a_run_within_which_its_executor_failed_nobody_knows_what_was_done()
    {
        var run = RunAsync("a");
        using var connection = await _executor.AcceptAsync();
        connection.Answer((await connection.HearAsync()).Call, "", ContainerEnd.ExecutorFailed);
        Assert.Equal(CallFailure.Unknown, (await Assert.ThrowsAsync<ExecutorCallException>(() => run)).Failure);
    }

    [Fact]
    public async Task Of_a_run_that_is_refused_after_a_lost_connection_nobody_knows_whether_it_was_started()
    {
        var run = RunAsync("a");
        using (var lost = await _executor.AcceptAsync()) await lost.HearAsync();
        using var connection = await _executor.AcceptAsync();
        connection.Refuse((await connection.HearAsync()).Call);
        Assert.Equal(CallFailure.Unknown, (await Assert.ThrowsAsync<ExecutorCallException>(() => run)).Failure);
    }

    [Fact]
    public async Task Where_nobody_listens_a_run_was_not_started_and_one_that_was_sent_is_lost()
    {
        var sent = RunAsync("a");
        using (var lost = await _executor.AcceptAsync())
        {
            await lost.HearAsync();
            _executor.IsGone = true;
        }
        Assert.Equal(CallFailure.Unknown, (await Assert.ThrowsAsync<ExecutorCallException>(() => sent)).Failure);
        Assert.Equal(CallFailure.NotStarted, (await Assert.ThrowsAsync<ExecutorCallException>(() => RunAsync("b"))).Failure);
        Assert.Equal(2, Volatile.Read(ref _rested));
    }

    [Fact]
    public async Task An_executor_that_nobody_wants_anything_of_is_not_looked_for()
    {
        var run = RunAsync("a");
        using (var connection = await _executor.AcceptAsync())
        {
            var frame = await connection.HearAsync();
            connection.Answer(frame.Call, Container(frame));
            await run;
        }
        while (Volatile.Read(ref _rested) == 0) await Task.Yield();
        Assert.Equal(1, _executor.Opened);
    }

    [Fact]
    public async Task A_run_that_is_taken_back_is_cancelled_at_the_executor()
    {
        using var cancel = new CancellationTokenSource();
        var run = RunAsync("a", cancel.Token);
        using var connection = await _executor.AcceptAsync();
        var asked = await connection.HearAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        var next = await connection.HearAsync();
        Assert.Equal((RunFrameKind.Cancel, asked.Call), (next.Kind, next.Call));
    }

    /// <returns>The recall, after the question where it runs.</returns>
    private static async Task<RunFrame> AskedAsync(ExecutorEnd.Connection connection, RunRecall asked)
    {
        var where = await connection.HearAsync();
        var recall = await connection.HearAsync();
        Assert.Equal((RunFrameKind.Where, RunFrameKind.Recall, where.Call), (where.Kind, recall.Kind, recall.Call));
        foreach (var frame in new[] { where, recall }) Assert.True(RunRecall.TryRead(frame.Payload.Span, out var heard) && heard == asked);
        return recall;
    }

    private Task<RunAnswer> RunAsync(string container, CancellationToken ct = default) =>
        _channel.RunAsync(new(container, new(Guid.NewGuid()), 1, 1_000, 1_000, "", Encoding.UTF8.GetBytes("{}")), ct);

    private static string Container(RunFrame frame) => RunAsk.TryRead(frame.Payload, out var ask) ? ask.Container : throw new InvalidDataException();

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
