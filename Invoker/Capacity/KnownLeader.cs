namespace Faas.Invoker.Capacity;

/// <summary>An invoker that leads, until it is disposed of: then as far as is known it does no longer.</summary>
internal sealed class KnownLeader : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private int _disposed;

    public KnownLeader(string session, Uri address, long epoch) => (Session, Address, Epoch, Lost) = (session, address, epoch, _lost.Token);

    public string Session { get; }

    public Uri Address { get; }

    /// <summary>Of its lease.</summary>
    public long Epoch { get; }

    /// <summary>Cancelled when it leads no longer: nobody need wait there.</summary>
    public CancellationToken Lost { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        _lost.Cancel();
        _lost.Dispose();
    }
}
