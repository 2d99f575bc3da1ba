using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Logs;

/// <summary>One of a container's two output streams: reads what is there, never waits, and splits it into lines.</summary>
/// <param name="descriptor">The reading end of the pipe; made non-blocking here.</param>
internal sealed class LogStream(int descriptor, string name)
{
    private const int LongestLine = 64 * 1024;
    private const int PipeSize = 256 * 1024;

    /// <summary>What the contract's runtimes write on both streams at the end of each call.</summary>
    public static ReadOnlySpan<byte> Sentinel => "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX"u8;

    // One for each thread that reads, not two for each container: of most containers nothing is kept between two reads.
    [ThreadStatic]
    private static byte[]? t_buffer;

    private readonly byte[] _name = System.Text.Encoding.UTF8.GetBytes(name);
    private byte[] _unfinished = [];

    public int Descriptor => descriptor;

    public ReadOnlySpan<byte> Name => _name;

    /// <summary>Whether the other end has been closed.</summary>
    public bool AtEnd { get; private set; }

    public void Prepare() => Libc.PreparePipe(descriptor, PipeSize);

    /// <summary>Reads at most a pipe full and tells each line to <paramref name="lines"/>: a flood must not hold its reader.</summary>
    public void Drain(ContainerLogs lines)
    {
        var buffer = t_buffer ??= new byte[LongestLine];
        var length = _unfinished.Length;
        _unfinished.CopyTo(buffer, 0);
        for (var budget = PipeSize; budget > 0 && !AtEnd;)
        {
            var read = (int)Libc.Read(descriptor, ref buffer[length], buffer.Length - length);
            if (read < 0) break;
            AtEnd = read == 0;
            budget -= read;
            var emptied = length + read < buffer.Length;
            length = Split(lines, buffer.AsSpan(0, length + read), length);
            if (emptied) break;
        }
        if (length > 0 || _unfinished.Length > 0) _unfinished = buffer[..length];
    }

    /// <summary>Tells what is left without a newline.</summary>
    public void Finish(ContainerLogs lines)
    {
        if (_unfinished.Length > 0) lines.Line(this, _unfinished);
        _unfinished = [];
    }

    /// <returns>How much of an unfinished line there is, at the front now.</returns>
    private int Split(ContainerLogs lines, Span<byte> bytes, int searched)
    {
        var start = 0;
        for (int at; (at = bytes[searched..].IndexOf((byte)'\n')) >= 0;)
        {
            lines.Line(this, bytes[start..(searched + at)]);
            start = searched = searched + at + 1;
        }
        if (start == 0 && bytes.Length == LongestLine || AtEnd && start < bytes.Length)
        {
            lines.Line(this, bytes[start..]);
            start = bytes.Length;
        }
        bytes[start..].CopyTo(bytes);
        return bytes.Length - start;
    }
}
