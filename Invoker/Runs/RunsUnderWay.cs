using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Invoker.Runs;

/// <summary>The runs of this invoker, so that one whose invocation was ended from outside is abandoned.</summary>
internal sealed class RunsUnderWay
{
    /// <summary>
    /// Of how many invocations is remembered that they were ended: the word may be here before their run begins, for the answer with a claim comes on another
    /// connection, and what was claimed for us may wait for its turn. Far more than are taken back meanwhile.
    /// </summary>
    internal const int Remembered = 1_000;

    private readonly ConcurrentDictionary<InvocationId, CancellationTokenSource> _runs = new();
    private readonly ConcurrentDictionary<InvocationId, bool> _ended = new();
    private readonly ConcurrentQueue<InvocationId> _endedInOrder = new();

    /// <summary>Notes a run until the answer is disposed; its token ends when the run is to be abandoned, and is at its end already where that was said before.</summary>
    public Run Begin(InvocationId id)
    {
        var source = new CancellationTokenSource();
        _runs[id] = source;
        if (_ended.ContainsKey(id)) source.Cancel();
        return new(this, id, source);
    }

    /// <summary>Abandons the run of an invocation that was ended from outside, and is not begun again: now, or as soon as it begins.</summary>
    public void Abandon(InvocationId id)
    {
        // Noted before it is looked for, as runs are noted before they look: one of both sees the other.
        if (_ended.TryAdd(id, true)) _endedInOrder.Enqueue(id);
        if (_runs.TryGetValue(id, out var run)) run.Cancel();
        while (_endedInOrder.Count > Remembered && _endedInOrder.TryDequeue(out var oldest)) _ended.TryRemove(oldest, out _);
    }

    internal readonly struct Run(RunsUnderWay runs, InvocationId id, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        /// <remarks>The source is not disposed: it has no timer, and a word may just be on its way to it.</remarks>
        public void Dispose() => runs._runs.TryRemove(new(id, source));
    }
}
