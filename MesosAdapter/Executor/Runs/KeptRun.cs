using Faas.Mesos.Executor.Containers;

namespace Faas.Mesos.Executor.Runs;

/// <summary>A run that was started here, and its answer until its invoker has it.</summary>
internal sealed class KeptRun(Guid invocation, int attempt, string container, ContainerCall call)
{
    private readonly Lock _lock = new();
    private RunConnection? _asker;
    private uint _number;
    private byte[]? _answer;
    private RunStart.Refused? _refusal;

    public (Guid Invocation, int Attempt) Key => (invocation, attempt);

    /// <summary>The container it runs in.</summary>
    public string Container => container;

    /// <summary>Where its answer stands among those that wait, and its size; changed under the lock of <see cref="KeptRuns"/>.</summary>
    internal LinkedListNode<KeptRun>? Place { get; set; }

    internal int Bytes { get; set; }

    /// <summary>The run, from start to answer.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>From now on this connection is told; at once, if the answer is there.</summary>
    public void AskedBy(RunConnection asker, uint number)
    {
        lock (_lock)
        {
            (_asker, _number) = (asker, number);
            if (_answer is { } answer)
            {
                asker.Answer(number, answer);
                asker.Flush();
            }
            if (_refusal is { } refusal) asker.Refuse(number, refusal);
        }
    }

    /// <returns>The connection that has been given the answer and may have more to send with it: to be flushed.</returns>
    public RunConnection? Answered(byte[] answer)
    {
        lock (_lock)
        {
            _answer = answer;
            _asker?.Answer(_number, answer);
            return _asker;
        }
    }

    /// <summary>It was never begun.</summary>
    public void Refused(RunStart.Refused refusal)
    {
        lock (_lock)
        {
            _refusal = refusal;
            _asker?.Refuse(_number, refusal);
        }
    }

    /// <summary>There is no room for its answer any more. Whoever was to be told has been; who asks again hears that it is lost.</summary>
    public void LetGo()
    {
        lock (_lock) (_answer, _refusal) = (null, RunStart.Refused.Lost(invocation, attempt));
    }

    public bool IsAskedBy(RunConnection connection)
    {
        lock (_lock) return _asker == connection;
    }

    /// <summary>Ends it, if it has not ended.</summary>
    public void Abandon() => call.End(Cut.Abandoned);
}
