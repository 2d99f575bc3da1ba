using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>Starts every container's first process from one thread that lives as long as the executor.</summary>
/// <remarks>"Die with your parent" means the parent's thread to the kernel: a pool thread that retires would take its containers along.</remarks>
internal sealed class ProcessStarter : IDisposable
{
    private readonly BlockingCollection<Action> _starts = [];
    private readonly Thread _thread;

    public ProcessStarter()
    {
        _thread = new(Work) { IsBackground = true, Name = "process starter" };
        _thread.Start();
    }

    /// <exception cref="IsolationException">The program does not exist, or the machine is out of something.</exception>
    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _starts.Add(() =>
        {
            try
            {
                var process = Process.Start(start)!;
                process.StandardInput.Close();
                started.SetResult(process);
            }
            catch (Exception e) when (e is Win32Exception or IOException)
            {
                started.SetException(new IsolationException($"{start.FileName} could not be started: {e.Message}", e));
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

    private void Work()
    {
        foreach (var start in _starts.GetConsumingEnumerable()) start();
    }
}
