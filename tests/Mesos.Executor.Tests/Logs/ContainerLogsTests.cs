using System.IO.Pipes;
using System.Text;
using Faas.Mesos.Executor.Logs;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Executor.Tests.Logs;

public sealed class ContainerLogsTests : IDisposable
{
    private const string Sentinel = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n";

    private readonly AnonymousPipeServerStream _out = new(PipeDirection.In), _error = new(PipeDirection.In);
    private readonly AnonymousPipeClientStream _writeOut, _writeError;
    private readonly LogPump _pump = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private readonly ContainerLogs _logs;

    public ContainerLogsTests()
    {
        _writeOut = new(PipeDirection.Out, _out.ClientSafePipeHandle);
        _writeError = new(PipeDirection.Out, _error.ClientSafePipeHandle);
        _logs = new((int)_out.SafePipeHandle.DangerousGetHandle(), (int)_error.SafePipeHandle.DangerousGetHandle(), _pump, _time);
    }

    public void Dispose()
    {
        _logs.Dispose();
        _pump.Dispose();
        _writeOut.Dispose();
        _writeError.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_line_carries_its_time_and_stream()
    {
        var run = _logs.Begin("1", 1_000);
        Write(_writeOut, "hello\n" + Sentinel);
        Write(_writeError, Sentinel);
        Assert.Equal("2026-11-23T09:00:00.000000Z stdout: hello\n", Text(await _logs.EndAsync(run)));
    }

    [Fact]
    public async Task Text_before_a_sentinel_on_the_same_line_is_kept()
    {
        var run = _logs.Begin("1", 1_000);
        Write(_writeOut, "unfinished" + Sentinel);
        Write(_writeError, Sentinel);
        Assert.EndsWith("stdout: unfinished\n", Text(await _logs.EndAsync(run)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_said_is_nothing_kept()
    {
        var run = _logs.Begin("1", 1_000);
        Write(_writeOut, Sentinel);
        Write(_writeError, Sentinel);
        Assert.Equal("", Text(await _logs.EndAsync(run)));
    }

    [Fact]
    public async Task Marked_lines_find_their_run()
    {
        var (a, b) = (_logs.Begin("a", 1_000), _logs.Begin("b", 1_000));
        Write(_writeOut, "\u001eb\u001fof b\n\u001ea\u001fof a\n\u001eb\u001f" + Sentinel + "\u001ea\u001f" + Sentinel);
        Write(_writeError, "\u001ea\u001f" + Sentinel + "\u001eb\u001f" + Sentinel);
        Assert.EndsWith("stdout: of b\n", Text(await _logs.EndAsync(b)), StringComparison.Ordinal);
        Assert.EndsWith("stdout: of a\n", Text(await _logs.EndAsync(a)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentinels_of_a_call_nobody_waited_for_do_not_end_the_next()
    {
        await _logs.EndUnmarkedAsync(_logs.Begin("", 1_000));
        var run = _logs.Begin("1", 1_000);
        Write(_writeOut, Sentinel);
        Write(_writeError, Sentinel);
        var ended = _logs.EndAsync(run).AsTask();
        Assert.False(ended.IsCompleted);
        Write(_writeOut, "the run's\n" + Sentinel);
        Write(_writeError, Sentinel);
        Assert.EndsWith("stdout: the run's\n", Text(await ended.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_owes_no_sentinels()
    {
        _logs.Cut(_logs.Begin("", 1_000));
        var init = _logs.Begin("", 1_000);
        Write(_writeOut, Sentinel);
        Write(_writeError, Sentinel);
        Assert.True(_logs.EndAsync(init).AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_run_that_writes_nothing_is_over_soon_after_both_sentinels_even_where_others_are_owed()
    {
        await _logs.EndUnmarkedAsync(_logs.Begin("", 1_000));
        var run = _logs.Begin("1", 1_000);
        Write(_writeOut, Sentinel);
        Write(_writeError, Sentinel);
        var ended = _logs.EndAsync(run).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal("", Text(await ended.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_missing_sentinel_is_waited_for_and_then_told()
    {
        var run = _logs.Begin("1", 1_000);
        Write(_writeOut, "here\n" + Sentinel);
        var ended = _logs.EndAsync(run).AsTask();
        Assert.False(ended.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("Data might be missing", Text(await ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_sentinel_ends_the_wait()
    {
        var run = _logs.Begin("1", 1_000);
        var ended = _logs.EndAsync(run).AsTask();
        Write(_writeOut, "late\n" + Sentinel);
        Write(_writeError, Sentinel);
        Assert.EndsWith("stdout: late\n", Text(await ended.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_beyond_the_limit_are_cut_and_said_so()
    {
        var run = _logs.Begin("1", 100);
        Write(_writeOut, "one\ntwo\nthree\nfour\n" + Sentinel);
        Write(_writeError, Sentinel);
        var lines = Text(await _logs.EndAsync(run)).Split('\n');
        Assert.EndsWith("two", lines[1], StringComparison.Ordinal);
        Assert.Contains("Logs were cut here: the limit of this function is 100 bytes.", lines[2], StringComparison.Ordinal);
        Assert.Equal("", lines[3]);
    }

    [Fact]
    public void A_cut_run_keeps_its_unfinished_line()
    {
        var run = _logs.Begin("1", 1_000);
        Write(_writeError, "whole\nhalf");
        var text = Text(_logs.Cut(run));
        Assert.Contains("stderr: whole\n", text, StringComparison.Ordinal);
        Assert.EndsWith("stderr: half\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_any_buffer_arrives_in_pieces()
    {
        var run = _logs.Begin("1", 1 << 20);
        var writing = Task.Run(() => Write(_writeOut, new string('x', 200_000) + "\n" + Sentinel), TestContext.Current.CancellationToken);
        Write(_writeError, Sentinel);
        var text = Text(await _logs.EndAsync(run));
        await writing;
        Assert.Equal(200_000, text.Count(c => c == 'x'));
    }

    private static void Write(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
