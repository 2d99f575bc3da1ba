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

    private readonly byte[] _name = System.Text.Encoding.UTF8.GetBytes(name);
    private readonly byte[] _unfinished = new byte[LongestLine];
    private int _length;

    public int Descriptor => descriptor;

    public ReadOnlySpan<byte> Name => _name;

    /// <summary>Whether the other end has been closed.</summary>
    public bool AtEnd { get; private set; }

    public void Prepare() => Libc.PreparePipe(descriptor, PipeSize);

    /// <summary>Reads at most a pipe full and tells each line to <paramref name="lines"/>: a flood must not hold its reader.</summary>
    public void Drain(ContainerLogs lines)
    {
        for (var budget = PipeSize; budget > 0 && !AtEnd;)
        {
            var read = (int)Libc.Read(descriptor, ref _unfinished[_length], _unfinished.Length - _length);
            if (read < 0) return;
            AtEnd = read == 0;
            var from = _length;
            _length += read;
            budget -= read;
            var emptied = _length < _unfinished.Length;
            Split(lines, from);
            if (emptied) return;
        }
    }

    /// <summary>Tells what is left without a newline.</summary>
    public void Finish(ContainerLogs lines)
    {
        if (_length > 0) lines.Line(this, _unfinished.AsSpan(0, _length));
        _length = 0;
    }

    private void Split(ContainerLogs lines, int searched)
    {
        var start = 0;
        for (int at; (at = _unfinished.AsSpan(searched, _length - searched).IndexOf((byte)'\n')) >= 0;)
        {
            lines.Line(this, _unfinished.AsSpan(start, searched + at - start));
            start = searched = searched + at + 1;
        }
        if (start == 0 && _length == _unfinished.Length || AtEnd && start < _length)
        {
            lines.Line(this, _unfinished.AsSpan(start, _length - start));
            start = _length;
        }
        _unfinished.AsSpan(start, _length - start).CopyTo(_unfinished);
        _length -= start;
    }
}
