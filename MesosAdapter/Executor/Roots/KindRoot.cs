using Faas.Mesos.Executor.Isolation.Sandbox.Views;

namespace Faas.Mesos.Executor.Roots;

/// <summary>A root file system that is ready to be shown, read-only, to every container of a kind.</summary>
/// <param name="Folder">Where it is on this machine.</param>
/// <param name="Etc">What is shown as its <c>/etc</c>.</param>
/// <param name="Variables">What its image sets in the environment, as <c>NAME=value</c>.</param>
internal sealed record KindRoot(string Folder, string Etc, IReadOnlyList<string> Variables)
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // What every container has of its own.
    private static readonly string[] Replaced = ["proc", "sys", "dev", "tmp", "run", "etc"];

    /// <summary>Where its programs are looked for.</summary>
    public IEnumerable<string> SearchPath => (Settings.FirstOrDefault(setting => setting.Name == "PATH").Value ?? UsualPath).Split(':').Where(folder => folder.StartsWith('/'));

    /// <summary>Its variables.</summary>
    public IEnumerable<(string Name, string Value)> Settings => Variables.Select(text => text.Split('=', 2))
        .Where(parts => parts.Length == 2 && parts[0].Length > 0).Select(parts => (parts[0], parts[1]));

    /// <summary>All of it. No link is followed on the way: each is a link inside as well.</summary>
    public IReadOnlyList<ViewItem> View { get; } =
    [
        .. new DirectoryInfo(Folder).EnumerateFileSystemInfos().Where(item => !Replaced.Contains(item.Name))
            .Select(item => new ViewItem($"/{item.Name}", item.LinkTarget ?? item.FullName, IsLink: item.LinkTarget is not null)),
        new("/etc", Etc),
    ];
}
