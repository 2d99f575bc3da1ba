using System.Runtime.InteropServices;

namespace Faas.Mesos.Executor.Native;

/// <summary>Mounts, in the namespace that the calling thread is in.</summary>
internal static partial class Mount
{
    private const nuint ReadOnly = 1, NoSetuid = 2, NoDevices = 4, Change = 32, Bind = 4096, Recursive = 16384, Private = 1 << 18;
    private const int Lazily = 2;

    /// <summary>From now on nothing is told to other namespaces, nor heard from them.</summary>
    public static void MakePrivate() => Check(MountAt("none", "/", null, Recursive | Private, null), "/");

    /// <summary>An empty file system in memory.</summary>
    public static void Empty(string folder, string settings) => Check(MountAt("tmpfs", folder, "tmpfs", NoSetuid | NoDevices, settings), folder);

    /// <summary>Shows a file or folder elsewhere as well, with all that is mounted in it.</summary>
    public static void Show(string what, string at) => Check(MountAt(what, at, null, Bind | Recursive, null), at);

    /// <summary>Takes from a mount that it can be written, that programs in it give rights, and that it has devices; not from those within it.</summary>
    public static void Restrict(string at) => Check(MountAt("none", at, null, Change | Bind | ReadOnly | NoSetuid | NoDevices, null), at);

    /// <summary>Removes a mount with all that is in it. One that has gone already is no error.</summary>
    public static void Remove(string at) => _ = Unmount(at, Lazily);

    /// <summary>Where something is mounted, in the order in which it came there.</summary>
    public static IReadOnlyList<string> List() => [.. File.ReadLines("/proc/thread-self/mountinfo").Select(line => Unescape(line.Split(' ')[4]))];

    // Spaces and the like are written as three octal digits.
    private static string Unescape(string path) => EscapedCharacter().Replace(path, found => ((char)Convert.ToInt32(found.Groups[1].Value, 8)).ToString());

    private static void Check(int result, string at)
    {
        if (result != 0) throw new IOException($"mount at {at} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\\([0-7]{3})")]
    private static partial System.Text.RegularExpressions.Regex EscapedCharacter();

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountAt(string what, string at, string? kind, nuint flags, string? settings);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string at, int flags);
}
