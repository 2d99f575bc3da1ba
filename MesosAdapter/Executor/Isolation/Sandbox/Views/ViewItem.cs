namespace Faas.Mesos.Executor.Isolation.Sandbox.Views;

/// <summary>One thing that a container sees of the machine: a file or folder, or a link that is a link inside as well.</summary>
/// <param name="Inside">Where it is seen.</param>
/// <param name="Source">Where it is on this machine, or what the link leads to.</param>
internal readonly record struct ViewItem(string Inside, string Source, bool IsLink = false)
{
    /// <summary>As bubblewrap is told.</summary>
    public IEnumerable<string> Arguments => [IsLink ? "--symlink" : "--ro-bind", Source, Inside];
}
