using System.Collections.Concurrent;
using System.Globalization;
using Faas.Mesos.Executor.Isolation;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Containers;

/// <summary>The folder of each container. Emptied ones serve again, where no container could have changed what is in its own.</summary>
/// <remarks>
/// A file system like ext4 gives no inode away again within five seconds, and looks at each that is free since then before it finds another:
/// with a hundred containers a second that was a seventh of what a start cost. Moving a folder takes no inode.
/// </remarks>
internal sealed class ContainerFolders(IIsolationDriver driver, IOptions<ExecutorOptions> options)
{
    private const int MostSpare = 64;

    private readonly ConcurrentQueue<string> _spare = new();
    private int _kept;

    private string Used => Path.Combine(Path.GetFullPath(options.Value.DataFolder), "containers");

    private string Spare => Path.Combine(Path.GetFullPath(options.Value.DataFolder), "spare-folders");

    public string Of(string container) => Path.Combine(Used, container);

    /// <summary>Removes those of an earlier life.</summary>
    public void Clear()
    {
        foreach (var folder in new[] { Used, Spare })
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <exception cref="IOException">The disk refuses.</exception>
    public void Make(ContainerPlan plan)
    {
        if (_spare.TryDequeue(out var spare))
        {
            Directory.Move(spare, plan.Folder);
            return;
        }
        Directory.CreateDirectory(plan.Code);
        Directory.CreateDirectory(Path.GetDirectoryName(plan.Socket)!);
    }

    /// <summary>Its container has gone. Harmless when there is none.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Remove(ContainerPlan plan)
    {
        if (!Directory.Exists(plan.Folder)) return;
        if (driver.KeepsFoldersUnchanged && _spare.Count < MostSpare && Directory.Exists(plan.Code)) Keep(plan);
        else Directory.Delete(plan.Folder, recursive: true);
    }

    private void Keep(ContainerPlan plan)
    {
        foreach (var folder in Directory.EnumerateDirectories(plan.Code)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.EnumerateFiles(plan.Code)) File.Delete(file);
        File.Delete(plan.Socket);
        Directory.CreateDirectory(Spare);
        var spare = Path.Combine(Spare, Interlocked.Increment(ref _kept).ToString(CultureInfo.InvariantCulture));
        Directory.Move(plan.Folder, spare);
        _spare.Enqueue(spare);
    }
}
