using Faas.Mesos.Executor.Native;
using Faas.Mesos.Executor.Roots;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Views;

/// <summary>What all containers of a kind see alike, put together once, in a mount namespace in which bubblewrap is started for them.</summary>
/// <remarks>
/// For each thing it shows, bubblewrap reads the list of all mounts there are: with those of a container engine, of cgroups, and one for each network namespace,
/// that was a third of what it did; docs/decisions/0045. What is mounted on the machine later is not seen.
/// </remarks>
internal static class KindView
{
    private const UnixFileMode ForAll = (UnixFileMode)0b111_101_101;

    /// <param name="root">Folder in which it is put together; it must exist, and stays empty to everybody else.</param>
    /// <param name="used">What else bubblewrap and this program need there.</param>
    /// <exception cref="IOException">The machine refuses.</exception>
    public static SafeFileHandle Make(string root, IReadOnlyList<ViewItem> items, IReadOnlyList<string> used) => MountNamespace.Make(() =>
    {
        var shown = items.Where(item => !item.IsLink).Select(item => item.Source).ToList();
        foreach (var mount in Unneeded(Mount.List(), shown, used)) Mount.Remove(mount);
        Mount.Empty(root, "mode=0755,size=1m");
        foreach (var item in items) Add(root, item);
        foreach (var place in SandboxView.Places) MakeFolder(root, place);
        Mount.Restrict(root);
    });

    /// <summary>Which mounts can go, the innermost first.</summary>
    /// <param name="shown">What is shown with all that is mounted in it.</param>
    /// <param name="used">What must stay where it is.</param>
    public static IEnumerable<string> Unneeded(IEnumerable<string> mounts, IReadOnlyCollection<string> shown, IReadOnlyCollection<string> used) =>
        mounts.Where(mount => !shown.Concat(used).Any(path => IsWithin(path, mount)) && !shown.Any(path => IsWithin(mount, path))).Reverse();

    private static void Add(string root, ViewItem item)
    {
        var place = InsideRoot.Resolve(root, item.Inside, followLast: false);
        if (Path.GetDirectoryName(place) is { } parent && parent != root) MakeFolder(root, parent[root.Length..]);
        if (item.IsLink)
        {
            File.CreateSymbolicLink(place, item.Source);
            return;
        }
        if (Directory.Exists(item.Source)) MakeFolder(root, place[root.Length..]);
        else if (!File.Exists(place)) File.Create(place).Dispose();
        Mount.Show(item.Source, place);
        Mount.Restrict(place);
    }

    // Whatever this program's umask is.
    private static void MakeFolder(string root, string inside)
    {
        var place = root;
        foreach (var part in inside.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            place = Path.Combine(place, part);
            if (Directory.Exists(place)) continue;
            Directory.CreateDirectory(place);
            File.SetUnixFileMode(place, ForAll);
        }
    }

    private static bool IsWithin(string path, string folder) => folder == "/" || path == folder || path.StartsWith($"{folder}/", StringComparison.Ordinal);
}
