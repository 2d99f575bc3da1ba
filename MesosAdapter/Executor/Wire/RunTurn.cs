namespace Faas.Mesos.Executor.Wire;

/// <summary>How a call's turn ended, as far as the call behind it is concerned.</summary>
internal enum TurnEnd
{
    /// <summary>It was answered: the next has its turn.</summary>
    Answered,

    /// <summary>Its container ended without a byte of an answer: the next was never begun.</summary>
    Unanswered,

    /// <summary>Its container ended around its answer: the next may have been begun.</summary>
    Unclear,
}

/// <summary>One call's place in its container's line.</summary>
/// <param name="before">Who stands before it; <see langword="null"/> for the first of all.</param>
/// <param name="number">Which call this is.</param>
internal sealed class RunTurn(RunLine line, RunTurn? before, long number)
{
    /// <summary>
    /// How many turns in a row are taken by the thread that ended the first: to wake another for each costs more than the turn, and a stack has an end.
    /// </summary>
    private const int InARow = 8;

    private readonly TaskCompletionSource<TurnEnd> _ended = new(number % InARow == 0 ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
    private RunTurn? _before = before;
    private ContainerConnection? _connection;
    private Task _sent = Task.CompletedTask;
    private TurnEnd _end = TurnEnd.Unclear;

    /// <summary>Begins to send the call, after all that stand before it have sent theirs.</summary>
    public void Send(string path, ReadOnlyMemory<byte> body, string? traceparent) => _sent = SendAsync(path, body, traceparent);

    /// <summary>Waits for its turn.</summary>
    /// <returns>How the turn before ended.</returns>
    public async ValueTask<TurnEnd> ComeAsync()
    {
        var end = _before is null ? TurnEnd.Answered : await _before._ended.Task;
        // Or every turn there ever was would be kept.
        _before = null;
        return end;
    }

    /// <exception cref="IOException">The container closed the connection.</exception>
    /// <exception cref="InvalidDataException">The answer is no HTTP, or answers something else.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The container does not listen any more.</exception>
    public async ValueTask<ContainerAnswer> ReceiveAsync(int largest)
    {
        await _sent;
        var answer = await _connection!.ReceiveAsync(largest, number);
        if (_connection.Reusable) _end = TurnEnd.Answered;
        return answer;
    }

    /// <summary>Its answer's bytes are no longer needed: the next may read, and does before this returns. Who has no answer, for a reason of our own, tells those behind that anything may be.</summary>
    public void Pass()
    {
        if (_end == TurnEnd.Answered && line.IsLast(this)) _connection!.Trim();
        _ended.TrySetResult(_end);
    }

    /// <summary>It got no answer, and nobody behind it will. Its container has ended.</summary>
    /// <param name="before">How the turn before ended.</param>
    public async ValueTask FailAsync(TurnEnd before = TurnEnd.Answered)
    {
        await _sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end = before != TurnEnd.Answered ? before : _connection is { HasHeard: true } ? TurnEnd.Unclear : TurnEnd.Unanswered;
    }

    private async Task SendAsync(string path, ReadOnlyMemory<byte> body, string? traceparent)
    {
        var alone = true;
        if (_before is { } before)
        {
            await before._sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            alone = before._ended.Task.IsCompleted;
        }
        _connection = await line.ConnectAsync(alone);
        await _connection.SendAsync(path, body, traceparent, number);
    }
}
