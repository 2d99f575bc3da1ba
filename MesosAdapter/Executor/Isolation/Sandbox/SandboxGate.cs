using System.Net.Sockets;
using System.Text.RegularExpressions;
using Faas.Mesos.Executor.Native;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>What one bubblewrap and the executor tell each other: its arguments, which process becomes the sandbox, and that it may go on.</summary>
internal sealed partial class SandboxGate : IDisposable
{
    private const int MostArguments = 60 * 1024;

    private readonly SafeFileHandle _arguments;
    private readonly Socket _told;

    /// <exception cref="IOException">There are too many open files.</exception>
    public SandboxGate()
    {
        (Arguments, _arguments) = Descriptors.MakePipe();
        (var told, Info) = Descriptors.MakeSocketPair();
        _told = new(told);
        var (read, write) = Descriptors.MakePipe();
        // Open both ways in the sandbox itself: were the executor to end now, it would wait for ever rather than go on without limits.
        using (read)
        using (write) Block = File.OpenHandle($"/proc/self/fd/{read.DangerousGetHandle()}", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    public SafeFileHandle Arguments { get; }

    public SafeFileHandle Info { get; }

    public SafeFileHandle Block { get; }

    /// <summary>All of bubblewrap's arguments, before it is started.</summary>
    /// <exception cref="IOException">They are more than a pipe holds.</exception>
    public void Tell(ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length > MostArguments) throw new IOException($"A sandbox with {arguments.Length} bytes of arguments.");
        Write(_arguments, arguments);
        _arguments.Dispose();
    }

    /// <returns>The sandbox's first process; <see langword="null"/> when bubblewrap has ended.</returns>
    public async Task<int?> AwaitSandboxAsync()
    {
        // The program's own end: only bubblewrap's keeps it open now.
        Info.Dispose();
        var buffer = new byte[1_024];
        for (int length = 0, read; (read = await _told.ReceiveAsync(buffer.AsMemory(length))) > 0;)
        {
            length += read;
            if (!buffer.AsSpan(0, length).Contains((byte)'}') && length < buffer.Length) continue;
            // What follows waits for the kernel: not on the thread that serves sockets.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var child = Child().Match(System.Text.Encoding.ASCII.GetString(buffer, 0, length));
            return int.Parse(child.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        }
        return null;
    }

    public void Open() => Write(Block, "1"u8);

    public void Dispose()
    {
        Arguments.Dispose();
        _arguments.Dispose();
        Info.Dispose();
        _told.Dispose();
        Block.Dispose();
    }

    private static void Write(SafeFileHandle pipe, ReadOnlySpan<byte> bytes)
    {
        if (Libc.TryWrite(pipe, bytes) != bytes.Length) throw new IOException("A sandbox cannot be told anything.");
    }

    [GeneratedRegex("\"child-pid\": ([0-9]+)")]
    private static partial Regex Child();
}
