using System.Security.Cryptography;
using System.Text;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Faas.Mesos.Executor.Roots.Oci;

namespace Faas.Mesos.Executor.Roots;

/// <summary>Root file systems on this machine's disk. An image is unpacked once, whoever asks for it, and found again by the executor's next life.</summary>
/// <param name="folder">The shelf's own.</param>
/// <param name="ours">Folder with files of <c>/etc</c> that every container has alike.</param>
internal sealed partial class RootShelf(string folder, string ours, ILogger logger)
{
    private readonly HashSet<string> _used = [];

    /// <exception cref="RootException">There is nothing at that path that could be a root.</exception>
    public async Task<KindRoot> PrepareAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (await OciLayout.FindAsync(path, ct) is { } image) return Dress(await UnpackAsync(path, image, ct), image.Digest, image.Environment);
        if (!Directory.Exists(path)) throw new RootException("there is neither a folder nor an OCI image layout");
        return Dress(Path.GetFullPath(path), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))), []);
    }

    /// <summary>Deletes what nobody has asked for in this life, and what an earlier one left half done.</summary>
    public void RemoveUnused()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var item in Directory.EnumerateDirectories(folder).Where(item => !_used.Contains(item))) Directory.Delete(item, recursive: true);
    }

    private KindRoot Dress(string root, string name, IReadOnlyList<string> variables)
    {
        var etc = Path.Combine(folder, $"{name}.etc");
        var own = InsideRoot.Resolve(root, "etc", followLast: true);
        EtcFolder.Make(own, Directory.Exists(own) ? new DirectoryInfo(own).EnumerateFileSystemInfos().Select(item => item.Name).ToList() : [], ours, etc);
        _used.Add(etc);
        return new(root, etc, variables);
    }

    private async Task<string> UnpackAsync(string path, OciImage image, CancellationToken ct)
    {
        var root = Path.Combine(folder, image.Digest);
        _used.Add(root);
        if (Directory.Exists(root)) return root;
        LogUnpacking(path, image.Layers.Count);
        var half = Path.Combine(folder, $"tmp-{image.Digest}");
        if (Directory.Exists(half)) Directory.Delete(half, recursive: true);
        Directory.CreateDirectory(half);
        try
        {
            var tree = new LayerTree(half);
            foreach (var layer in image.Layers)
            {
                await using var archive = await image.Blobs.OpenLayerAsync(layer, ct);
                await tree.AddAsync(archive, ct);
            }
            Directory.Move(half, root);
            return root;
        }
        finally
        {
            if (Directory.Exists(half)) Directory.Delete(half, recursive: true);
        }
    }

    [LoggerMessage(LogLevel.Information, "Unpacking the image {Path}, {Layers} layers")]
    private partial void LogUnpacking(string path, int layers);
}
