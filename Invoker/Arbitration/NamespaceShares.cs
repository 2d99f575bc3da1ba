using Faas.Contracts;
using Faas.Invoker.Ownership;

namespace Faas.Invoker.Arbitration;

/// <summary>The shares of the namespaces whose functions have dispatchers here.</summary>
internal sealed class NamespaceShares : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Set when a share is to be looked at at once.</summary>
    public DueSignal Signal { get; } = new();

    public IReadOnlyList<Entry> All
    {
        get
        {
            lock (_lock) return [.. _entries.Values];
        }
    }

    /// <summary>Lets a function have its part in its namespace's share, until the answer is disposed.</summary>
    /// <param name="signal">Tells it that there is room; must not block.</param>
    public ShareUser Join(string ns, Action signal)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(ns, out var entry)) _entries[ns] = entry = new(ns, Signal);
            entry.Users++;
            return new(entry.Share, signal, () => Gone(entry));
        }
    }

    /// <summary>Looks at a namespace at once, if it has functions here.</summary>
    public void Look(string ns)
    {
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(ns, out entry)) return;
        }
        entry.Look();
    }

    /// <summary>Forgets a namespace that has no functions here any more, once it holds nothing.</summary>
    public void ForgetUnused(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Users == 0 && !entry.Share.IsInUse) _entries.Remove(entry.Share.Namespace);
        }
    }

    /// <summary>The limited ones, for those who run the system.</summary>
    public IReadOnlyList<NamespaceStatus> Describe() =>
    [
        .. All.Select(entry => entry.Share).Where(share => share.IsLimited).OrderBy(share => share.Namespace, StringComparer.Ordinal).Select(share =>
        {
            var (held, runs, inLine) = share.Describe();
            return new NamespaceStatus(share.Namespace, share.Limit, held, runs, inLine);
        }),
    ];

    public void Dispose() => Signal.Dispose();

    private void Gone(Entry entry)
    {
        lock (_lock) entry.Users--;
        // What it holds is given back first; then it is forgotten.
        entry.Look();
    }

    /// <summary>A namespace's share, and when it was looked at.</summary>
    internal sealed class Entry
    {
        private readonly DueSignal _signal;
        private int _asked;

        public Entry(string ns, DueSignal signal) => (_signal, Share) = (signal, new(ns, Look));

        public NamespaceShare Share { get; }

        /// <summary>Functions that have dispatchers here; changed under the lock of the table.</summary>
        public int Users { get; set; }

        public void Look()
        {
            Volatile.Write(ref _asked, 1);
            _signal.Set();
        }

        /// <summary>Whether somebody asked for a look since the last time.</summary>
        public bool TakeAsked() => Interlocked.Exchange(ref _asked, 0) == 1;
    }
}
