namespace Faas.Mesos.Executor.Isolation;

/// <summary>Says in words how a process ended.</summary>
internal static class ExitWords
{
    private const int SignalBase = 128;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE",
        [9] = "SIGKILL", [11] = "SIGSEGV", [13] = "SIGPIPE", [15] = "SIGTERM", [24] = "SIGXCPU", [31] = "SIGSYS",
    };

    /// <param name="exitCode">As shells tell it: 128 and the signal's number for a signal.</param>
    public static string Of(int exitCode) =>
        exitCode is > SignalBase and < SignalBase + 65
            ? $"killed by signal {exitCode - SignalBase}{(Signals.TryGetValue(exitCode - SignalBase, out var name) ? $" ({name})" : "")}"
            : $"exit code {exitCode}";
}
