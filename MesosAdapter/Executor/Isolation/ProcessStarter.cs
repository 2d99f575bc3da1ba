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

    /// <param name="command">Told the numbers under which the inherited descriptors are open in the process; called on the starting thread.</param>
    /// <exception cref="IsolationException">The program does not exist, or the machine is out of something.</exception>
    public Task<Process> StartAsync(Func<int[], ProcessStartInfo> command, Birth birth)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Start(command, birth));
            }
            catch (Exception e)
            {
                // Whatever it is, it belongs to who asked, and not to the thread that starts for all.
                started.SetException(e is Win32Exception or IOException ? new IsolationException($"The container's first process could not be started: {e.Message}", e) : e);
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

    private static Process Start(Func<int[], ProcessStartInfo> command, Birth birth)
    {
        int[] inherited = [];
        try
        {
            foreach (var descriptor in birth.Inherited) inherited = [.. inherited, Descriptors.Inheritable(descriptor)];
            var start = command(inherited);
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            var process = StartWithin(birth, start);
            if (!birth.KeepsInput) process.StandardInput.Close();
            return process;
        }
        finally
        {
            foreach (var descriptor in inherited) Descriptors.Close(descriptor);
        }
    }

    private static Process StartWithin(Birth birth, ProcessStartInfo start)
    {
        Process? process = null;
        // The network first: among other mounts its file may not be there.
        if (birth.Network is { } network) NetworkNamespace.Within(network, StartAmongMounts);
        else StartAmongMounts();
        return process!;

        void StartAmongMounts()
        {
            if (birth.Mounts is { } mounts) MountNamespace.Within(mounts, Start);
            else Start();
        }

        void Start() => process = Process.Start(start);
    }

    private void Work()
    {
        foreach (var start in _starts.GetConsumingEnumerable()) start();
    }
}
