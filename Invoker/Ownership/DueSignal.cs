namespace Faas.Invoker.Ownership;

/// <summary>Tells a loop that something is due to be looked at. One place: more signals than one are one.</summary>
internal sealed class DueSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    public void Dispose() => _signal.Dispose();

    /// <summary>Waits for a signal, but no longer than this.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await _signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or we stop: the caller's loop tells which.
        }
    }
}
