namespace Faas.Contracts;

/// <summary>Reads the frames of one run connection. For one reader.</summary>
public sealed class FrameReader(Stream stream)
{
    private const int OrdinarySize = 64 * 1024;
    private byte[] _buffer = new byte[OrdinarySize];
    private int _from, _to;

    /// <summary>Receives more. Frames read before are overwritten.</summary>
    /// <returns>Whether there was more; the other end has closed otherwise.</returns>
    public async ValueTask<bool> ReceiveAsync(CancellationToken ct)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_buffer.AsMemory(_to), ct);
        _to += read;
        return read > 0;
    }

    /// <summary>The next frame of what has been received.</summary>
    /// <returns>Whether a whole one is there.</returns>
    /// <exception cref="InvalidDataException">This is no frame.</exception>
    public bool TryRead(out RunFrame frame)
    {
        frame = default;
        if (_to - _from < RunFrame.HeadSize) return false;
        var length = RunFrame.ReadHead(_buffer.AsSpan(_from), out var kind, out var call);
        if (_to - _from < RunFrame.HeadSize + length) return false;
        frame = new(kind, call, _buffer.AsMemory(_from + RunFrame.HeadSize, length));
        _from += RunFrame.HeadSize + length;
        return true;
    }

    // What is left of a frame moves to the front, into a buffer that takes all of it.
    private void MakeRoom()
    {
        var left = _to - _from;
        var needed = left < RunFrame.HeadSize ? OrdinarySize : Math.Max(OrdinarySize, RunFrame.HeadSize + RunFrame.ReadHead(_buffer.AsSpan(_from), out _, out _));
        var buffer = needed == _buffer.Length ? _buffer : new byte[needed];
        if (left > 0) Buffer.BlockCopy(_buffer, _from, buffer, 0, left);
        (_buffer, _from, _to) = (buffer, 0, left);
    }
}
