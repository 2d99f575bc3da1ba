using System.Text;
using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Isolation.Processes;

/// <summary>Finds a container's processes by a mark in their environment, which children inherit however they detach.</summary>
internal sealed class ProcessMarks(string dataFolder)
{
    public const string Variable = "FAAS_CONTAINER";

    private readonly string _prefix = ExecutorLabel.Of(dataFolder);

    public string Of(string container) => $"{_prefix}-{container}";

    public void Kill(string container) => KillWhere($"{Variable}={Of(container)}\0", prefixOnly: false);

    /// <summary>Kills the processes of every container this executor ever had.</summary>
    public void KillAll() => KillWhere($"{Variable}={_prefix}-", prefixOnly: true);

    // Again and again, since a process may fork between the look and the kill.
    private static void KillWhere(string mark, bool prefixOnly)
    {
        var bytes = Encoding.UTF8.GetBytes(prefixOnly ? mark : mark.TrimEnd('\0'));
        for (var found = true; found;)
        {
            found = false;
            foreach (var process in Find(bytes, prefixOnly))
            {
                Libc.Kill(process);
                found = true;
            }
        }
    }

    private static IEnumerable<int> Find(byte[] mark, bool prefixOnly)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var process) && process != Environment.ProcessId && HasMark(folder, mark, prefixOnly))
                yield return process;
    }

    private static bool HasMark(string folder, byte[] mark, bool prefixOnly)
    {
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes(Path.Combine(folder, "environ"));
            foreach (var range in environment.Split((byte)0))
            {
                var variable = environment[range];
                if (prefixOnly ? variable.StartsWith(mark) : variable.SequenceEqual(mark)) return true;
            }
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has just ended, or is another user's
        }
    }
}
