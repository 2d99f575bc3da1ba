using System.Diagnostics;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>A program of this machine that works in any root: a copy of it with all the libraries it needs, which its own linker puts together.</summary>
internal static class BorrowedPrograms
{
    public const string Inside = "/run/faas/tools";
    private const string Linker = "linker";

    /// <summary>What starts it inside.</summary>
    public static string[] Command(string name) => [$"{Inside}/{Linker}", "--library-path", Inside, $"{Inside}/{name}"];

    /// <exception cref="IsolationException">It is not linked in a way that is known.</exception>
    public static async Task CopyAsync(string program, string folder, ProcessStarter starter)
    {
        var process = await starter.StartAsync(new ProcessStartInfo("ldd", [program]));
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        process.Release();
        // "libc.so.6 => /lib/x/libc.so.6 (0x…)", and the linker alone: "/lib64/ld-linux-x86-64.so.2 (0x…)".
        var paths = lines.Select(line => line.Split(' ', '\t').FirstOrDefault(word => word.StartsWith('/'))).OfType<string>().ToList();
        if (paths.Find(path => Path.GetFileName(path).StartsWith("ld-", StringComparison.Ordinal)) is not { } linker) throw new IsolationException($"ldd does not tell what {program} needs, so that roots of kinds cannot be used: install libc-bin");
        Directory.CreateDirectory(folder);
        File.Copy(program, Path.Combine(folder, Path.GetFileName(program)), overwrite: true);
        foreach (var path in paths) File.Copy(path, Path.Combine(folder, path == linker ? Linker : Path.GetFileName(path)), overwrite: true);
    }
}
