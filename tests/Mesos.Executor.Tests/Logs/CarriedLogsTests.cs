using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using Faas.Mesos.Executor.Logs;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Executor.Tests.Logs;

/// <summary>Output that others carry here: it may come long after the run that wrote it has answered.</summary>
public sealed class CarriedLogsTests : IDisposable
{
    private const string Sentinel = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n";

    private readonly AnonymousPipeServerStream _out = new(PipeDirection.In), _error = new(PipeDirection.In);
    private readonly AnonymousPipeClientStream _writeOut, _writeError;
    private readonly LogPump _pump = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private readonly BlockingCollection<string> _marks = [];
    private readonly ContainerLogs _logs;
    private int _answer = 1;

    public CarriedLogsTests()
    {
        _writeOut = new(PipeDirection.Out, _out.ClientSafePipeHandle);
        _writeError = new(PipeDirection.Out, _error.ClientSafePipeHandle);
        _logs = new((int)_out.SafePipeHandle.DangerousGetHandle(), (int)_error.SafePipeHandle.DangerousGetHandle(), _pump, _time, (_, line) =>
        {
            if (_answer > 0) _marks.Add(Encoding.ASCII.GetString(line));
            return _answer;
        });
    }

    public void Dispose()
    {
        _logs.Dispose();
        _pump.Dispose();
        _writeOut.Dispose();
        _writeError.Dispose();
        _out.Dispose();
        _error.Dispose();
        _marks.Dispose();
    }

    [Fact]
    public async Task Lines_on_their_way_are_waited_for_whether_sentinels_come_or_not()
    {
        foreach (var n in new[] { 1, 2, 3 })
        {
            var ended = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
            _time.Advance(TimeSpan.FromSeconds(15));
            Assert.False(ended.IsCompleted);
            Write(_writeOut, $"late {n}\n" + _marks.Take());
            Write(_writeError, _marks.Take());
            Assert.Equal($"stdout: late {n}\n", await LinesAsync(ended));
        }
    }

    [Fact]
    public async Task What_stands_unfinished_before_a_mark_is_the_runs()
    {
        var ended = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        Write(_writeOut, "no newline" + _marks.Take());
        Write(_writeError, _marks.Take());
        Assert.Equal("stdout: no newline\n", await LinesAsync(ended));
    }

    [Fact]
    public async Task Sentinels_end_the_wait_and_their_mark_does_not_end_the_next()
    {
        var first = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        Write(_writeOut, "one\n" + Sentinel);
        Write(_writeError, Sentinel);
        Assert.Equal("stdout: one\n", await LinesAsync(first));

        var second = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        Write(_writeOut, _marks.Take() + "two\n" + Sentinel);
        Write(_writeError, _marks.Take() + Sentinel);
        Assert.Equal("stdout: two\n", await LinesAsync(second));
    }

    [Fact]
    public async Task Sentinels_behind_an_answer_do_not_end_the_next_run()
    {
        var first = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        Write(_writeOut, "one\n" + _marks.Take() + Sentinel);
        Write(_writeError, _marks.Take() + Sentinel);
        Assert.Equal("stdout: one\n", await LinesAsync(first));

        var second = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        Write(_writeOut, "two\n" + _marks.Take() + Sentinel);
        Write(_writeError, _marks.Take() + Sentinel);
        Assert.Equal("stdout: two\n", await LinesAsync(second));
    }

    [Fact]
    public async Task A_mark_that_does_not_come_is_told()
    {
        var ended = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        _marks.Take();
        _marks.Take();
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Contains("Data might be missing", await LinesAsync(ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_pipe_is_tried_again()
    {
        _answer = 0;
        var ended = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        _answer = 1;
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Write(_writeOut, "here\n" + _marks.Take());
        Write(_writeError, _marks.Take());
        Assert.Equal("stdout: here\n", await LinesAsync(ended));
    }

    [Fact]
    public async Task Where_no_mark_can_be_written_sentinels_are_waited_for()
    {
        _answer = -1;
        var ended = _logs.EndAsync(_logs.Begin("", 1_000)).AsTask();
        Write(_writeOut, "late\n" + Sentinel);
        Write(_writeError, Sentinel);
        Assert.Equal("stdout: late\n", await LinesAsync(ended));
    }

    private static async Task<string> LinesAsync(Task<ReadOnlyMemory<byte>> ended)
    {
        var text = Encoding.UTF8.GetString((await ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Span);
        return string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..] + "\n"));
    }

    private static void Write(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
