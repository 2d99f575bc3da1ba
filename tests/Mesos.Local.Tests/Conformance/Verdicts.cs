using System.Collections.Concurrent;
using SystemEnvironment = System.Environment;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Writes what became of each item to the file named by MESOS_VERDICTS, a line each: its number, a tab, passed, failed or skipped.</summary>
internal static class Verdicts
{
    private static readonly ConcurrentDictionary<string, string> Known = new();

    public static void Note()
    {
        if (SystemEnvironment.GetEnvironmentVariable("MESOS_VERDICTS") is not { Length: > 0 } path
            || TestContext.Current is not { Test.TestDisplayName: { } item, TestState.Result: var result })
        {
            return;
        }
        lock (Known)
        {
            Known[item] = result.ToString().ToLowerInvariant();
            File.WriteAllLines(path, Known.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key[..2]}\t{v.Value}"));
        }
    }
}
