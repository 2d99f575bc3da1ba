using System.ComponentModel;
using System.Diagnostics;

namespace Faas.Mesos.Local.Agent;

/// <summary>
/// A program in a session and process group of its own, its output in files of its sandbox. What it leaves behind in its group is
/// killed when it exits.
/// </summary>
internal sealed class SandboxProcess
{
    private const int LaunchFailed = 127 << 8;
    private const int SignalExitBase = 128;

    private readonly Lock _gate = new();
    private int? _pid;
    private int? _pendingSignal;
    private bool _ended;

    private SandboxProcess()
    {
    }

    /// <summary>Null until the program runs, and when it could not be started.</summary>
    public int? Pid => _pid;

    /// <summary>Whether it never ran because its sandbox could not be filled.</summary>
    public bool FetchFailed { get; private set; }

    /// <summary>Completes with the status as waitpid gives it, after <c>exited</c> has been called.</summary>
    public Task<int> Exited { get; private set; } = Task.FromResult(0);

    /// <param name="spec">What to run.</param>
    /// <param name="agent">Who notices only while it runs itself.</param>
    /// <param name="started">Called once, off the caller's thread, when the program runs.</param>
    /// <param name="exited">Called once, off the caller's thread, with the status as waitpid gives it.</param>
    public static SandboxProcess Launch(LaunchSpec spec, AgentPause agent, Action started, Action<int> exited)
    {
        var process = new SandboxProcess();
        process.Exited = Task.Run(async () =>
        {
            var status = await process.RunAsync(spec, started);
            await agent.Going;
            exited(status);
            return status;
        });
        return process;
    }

    /// <summary>A signal to a program that is still being started reaches it as soon as it runs.</summary>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (_pid is not { } pid)
            {
                _pendingSignal = signal;
            }
            else if (!_ended)
            {
                Signals.SendToGroupOf(pid, signal);
            }
        }
    }

    private async Task<int> RunAsync(LaunchSpec spec, Action started)
    {
        Process? process;
        try
        {
            await Fetcher.FetchAsync(spec.Uris, spec.Sandbox);
            process = Process.Start(StartInfo(spec));
        }
        catch (Exception e) when (e is Win32Exception or IOException or FetchException)
        {
            FetchFailed = e is FetchException;
            await File.AppendAllTextAsync(Path.Combine(spec.Sandbox, "stderr"), $"{e.Message}\n");
            return LaunchFailed;
        }
        using (process!)
        {
            Running(process!.Id);
            started();
            await process.WaitForExitAsync();
            Ended(process.Id);
            return process.ExitCode > SignalExitBase ? process.ExitCode - SignalExitBase : process.ExitCode << 8;
        }
    }

    private void Running(int pid)
    {
        lock (_gate)
        {
            _pid = pid;
            if (_pendingSignal is { } signal)
            {
                Signals.SendToGroupOf(pid, signal);
            }
        }
    }

    private void Ended(int pid)
    {
        lock (_gate)
        {
            _ended = true;
            Signals.SendToOrphansOf(pid, Signals.Kill);
        }
    }

    private static ProcessStartInfo StartInfo(LaunchSpec spec)
    {
        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", "exec \"$@\" >stdout 2>stderr </dev/null", "sh", .. spec.Arguments])
        {
            WorkingDirectory = spec.Sandbox,
            UseShellExecute = false,
        };
        foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("MESOS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }
        foreach (var (name, value) in spec.Variables)
        {
            start.Environment[name] = value;
        }
        return start;
    }
}
