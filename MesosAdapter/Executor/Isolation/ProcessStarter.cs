using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>Starts every container's first process from one thread that lives as long as the executor.</summary>
/// <remarks>
/// "Die with your parent" means the parent's thread to the kernel: a pool thread that retires would take its containers along.
/// And since nothing else starts programs meanwhile, a descriptor meant for one container is inherited by no other.
/// </remarks>
internal sealed class ProcessStarter : IDisposable
{
    private const int NoDescriptor = -1;

    private readonly BlockingCollection<Action> _starts = [];
    private readonly Thread _thread;

    public ProcessStarter()
    {
        Descriptors.KeepFromChildren();
        _thread = new(Work) { IsBackground = true, Name = "process starter" };
        _thread.Start();
    }

    /// <exception cref="IsolationException">The program does not exist, or the machine is out of something.</exception>
    public Task<Process> StartAsync(ProcessStartInfo start) => StartAsync(_ => start, new());

    /// <param name="command">Told the number under which the inherited descriptor is open in the process; called on the starting thread.</param>
    /// <exception cref="IsolationException">The program does not exist, or the machine is out of something.</exception>
    public Task<Process> StartAsync(Func<int, ProcessStartInfo> command, Birth birth)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Start(command, birth));
            }
            catch (Exception e) when (e is Win32Exception or IOException)
            {
                started.SetException(new IsolationException($"The container's first process could not be started: {e.Message}", e));
            }
        });
        return started.Task;
    }

    public void Dispose()
    {
        _starts.CompleteAdding();
        _thread.Join();
        _starts.Dispose();
    }

    private static Process Start(Func<int, ProcessStartInfo> command, Birth birth)
    {
        var inherited = birth.Inherited is { } descriptor ? Descriptors.Inheritable(descriptor) : NoDescriptor;
        try
        {
            var start = command(inherited);
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            var process = birth.Network is { } network ? StartWithin(network, start) : Process.Start(start)!;
            if (!birth.KeepsInput) Feed(process, birth.Input.Span);
            return process;
        }
        finally
        {
            if (inherited != NoDescriptor) Descriptors.Close(inherited);
        }
    }

    private static Process StartWithin(string network, ProcessStartInfo start)
    {
        Process? process = null;
        NetworkNamespace.Within(network, () => process = Process.Start(start));
        return process!;
    }

    private static void Feed(Process process, ReadOnlySpan<byte> input)
    {
        try
        {
            process.StandardInput.BaseStream.Write(input);
        }
        catch (IOException)
        {
            // It has ended already; that is told where its end is waited for.
        }
        process.StandardInput.Close();
    }

    private void Work()
    {
        foreach (var start in _starts.GetConsumingEnumerable()) start();
    }
}
