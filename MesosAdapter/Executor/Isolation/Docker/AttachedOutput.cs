using System.IO.Pipes;
using Docker.DotNet;
using Faas.Mesos.Executor.Native;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Both output streams of a container, taken apart from the engine's one stream into two pipes.</summary>
internal sealed class AttachedOutput : IDisposable
{
    private const int BufferSize = 32 * 1024;
    private const int PipeSize = 256 * 1024;
    private static readonly TimeSpan UntilRead = TimeSpan.FromMilliseconds(5);

    private readonly AnonymousPipeServerStream _stdout = new(PipeDirection.In), _stderr = new(PipeDirection.In);
    private readonly MultiplexedStream _stream;
    private readonly TimeProvider _time;

    public AttachedOutput(MultiplexedStream stream, TimeProvider time)
    {
        (_stream, _time) = (stream, time);
        foreach (var pipe in new[] { _stdout, _stderr }) Libc.PreparePipe((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), PipeSize);
        Output = new((int)_stdout.SafePipeHandle.DangerousGetHandle(), (int)_stderr.SafePipeHandle.DangerousGetHandle(), Dispose) { Tail = (stdout, line) => Engine?.Write(stdout, line) ?? -1 };
        Ended = PumpAsync();
    }

    public ContainerOutput Output { get; }

    /// <summary>The container's network namespace, when it is called through that.</summary>
    public SafeFileHandle? Network { get; set; }

    /// <summary>Where the container writes, once it has started.</summary>
    public EngineOutput? Engine { get; set; }

    /// <summary>Completes when the container has closed both streams and all of them can be read.</summary>
    public Task Ended { get; }

    public void Dispose()
    {
        _stream.Dispose();
        Network?.Dispose();
        Engine?.Dispose();
        _stdout.Dispose();
        _stderr.Dispose();
    }

    private async Task PumpAsync()
    {
        using var stdout = _stdout.ClientSafePipeHandle;
        using var stderr = _stderr.ClientSafePipeHandle;
        var buffer = new byte[BufferSize];
        try
        {
            while (await _stream.ReadOutputAsync(buffer, 0, buffer.Length, CancellationToken.None) is { EOF: false } read)
                if (!await WriteAsync(read.Target == MultiplexedStream.TargetStream.StandardError ? stderr : stdout, buffer.AsMemory(0, read.Count))) return;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The container was removed, or the engine has gone: whoever waits for the container's end learns it there.
        }
    }

    /// <summary>Waits while the pipe is full: the container then waits too, as it would for any other reader.</summary>
    /// <returns>Whether it is still read.</returns>
    private async ValueTask<bool> WriteAsync(SafePipeHandle pipe, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var written = Libc.TryWrite(pipe, bytes.Span);
            if (written < 0 || _stdout.SafePipeHandle.IsClosed) return false;
            if (written == 0) await Task.Delay(UntilRead, _time);
            bytes = bytes[written..];
        }
        return true;
    }
}
