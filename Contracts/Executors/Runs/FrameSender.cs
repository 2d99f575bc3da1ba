namespace Faas.Contracts;

/// <summary>Writes the frames of one run connection, from any thread: what is told while bytes are on their way goes with the next send.</summary>
/// <remarks>What waits is bounded by the runs that are under way. A broken connection is noticed by who reads it.</remarks>
public sealed class FrameSender(Stream stream)
{
    private const int OrdinarySize = 16 * 1024;
    private readonly Lock _lock = new();
    private byte[] _filling = new byte[OrdinarySize], _sending = new byte[OrdinarySize];
    private int _filled;
    private bool _busy;

    /// <summary>Sends a frame.</summary>
    public void Send(RunFrameKind kind, uint call, ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            Append_NeedsLock(kind, call, payload);
            if (_busy) return;
            _busy = true;
        }
        _ = SendAllAsync();
    }

    /// <summary>Sends a frame along with the next that is sent, or at the next <see cref="Flush"/>.</summary>
    public void SendLater(RunFrameKind kind, uint call, ReadOnlySpan<byte> payload = default)
    {
        lock (_lock) Append_NeedsLock(kind, call, payload);
    }

    /// <summary>Sends what was to be sent later.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_busy || _filled == 0) return;
            _busy = true;
        }
        _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (TakeFilled() is { Length: > 0 } bytes) await stream.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Stays busy for ever: nothing more is sent, and the reader has seen the end too.
            await stream.DisposeAsync();
        }
    }

    private ReadOnlyMemory<byte> TakeFilled()
    {
        lock (_lock)
        {
            if (_filled == 0)
            {
                _busy = false;
                return default;
            }
            (_filling, _sending) = (_sending.Length > OrdinarySize ? new byte[OrdinarySize] : _sending, _filling);
            var bytes = _sending.AsMemory(0, _filled);
            _filled = 0;
            return bytes;
        }
    }

    private void Append_NeedsLock(RunFrameKind kind, uint call, ReadOnlySpan<byte> payload)
    {
        var size = RunFrame.HeadSize + payload.Length;
        if (_filled + size > _filling.Length) Array.Resize(ref _filling, Math.Max(_filled + size, _filling.Length * 2));
        var frame = _filling.AsSpan(_filled);
        RunFrame.WriteHead(frame, kind, call, payload.Length);
        payload.CopyTo(frame[RunFrame.HeadSize..]);
        _filled += size;
    }
}
