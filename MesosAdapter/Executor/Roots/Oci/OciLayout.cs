using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Faas.Mesos.Executor.Roots.Oci;

/// <summary>An image of a layout, as its documents tell. Its layers have not been looked at.</summary>
/// <param name="Blobs">Where its layers are.</param>
/// <param name="Digest">Of its manifest, in hexadecimal: which content it has, layers included.</param>
/// <param name="Environment">Variables, as <c>NAME=value</c>.</param>
internal sealed record OciImage(OciBlobs Blobs, string Digest, IReadOnlyList<OciDescriptor> Layers, IReadOnlyList<string> Environment);

/// <summary>A folder with <c>oci-layout</c>, <c>index.json</c> and <c>blobs</c>.</summary>
internal static class OciLayout
{
    private const string Marker = "oci-layout", IndexName = "index.json";
    private const int MostIndexes = 4;

    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <param name="path">A layout, or one with <c>:</c> and an image's name in it, as skopeo and umoci take it.</param>
    /// <returns><see langword="null"/> when there is no layout.</returns>
    /// <exception cref="RootException">The layout is broken, or has no such image.</exception>
    public static async Task<OciImage?> FindAsync(string path, CancellationToken ct)
    {
        if (IsLayout(path)) return await ReadAsync(path, null, ct);
        var colon = path.LastIndexOf(':');
        return colon > 0 && IsLayout(path[..colon]) ? await ReadAsync(path[..colon], path[(colon + 1)..], ct) : null;
    }

    private static bool IsLayout(string folder) => File.Exists(Path.Combine(folder, Marker));

    private static async Task<OciImage> ReadAsync(string folder, string? name, CancellationToken ct)
    {
        var blobs = new OciBlobs(folder);
        var index = Parse(await OciBlobs.ReadAsync(Path.Combine(folder, IndexName), ct), OciJson.Default.OciIndex, IndexName);
        var chosen = Choose(index, name);
        for (var depth = 0; chosen.IsIndex; depth++)
        {
            if (depth == MostIndexes) throw new RootException("indexes point to each other");
            chosen = Choose(Parse(await blobs.ReadAsync(chosen, ct), OciJson.Default.OciIndex, chosen.Digest), null);
        }
        var manifest = Parse(await blobs.ReadAsync(chosen, ct), OciJson.Default.OciManifest, chosen.Digest);
        if (manifest is not { Config: { } settings, Layers: { } layers }) throw new RootException($"the manifest {chosen.Digest} names no config or no layers");
        var config = Parse(await blobs.ReadAsync(settings, ct), OciJson.Default.OciConfig, settings.Digest);
        return new(blobs, OciBlobs.Hash(chosen), layers, config.Config?.Env ?? []);
    }

    private static OciDescriptor Choose(OciIndex index, string? name)
    {
        var fitting = (index.Manifests ?? []).Where(entry => (name is null || entry.Name == name) && entry.Platform is null or { Os: "linux" } && (entry.Platform is null || entry.Platform.Architecture == Architecture)).ToList();
        return fitting switch
        {
            [var only] => only,
            [] => throw new RootException($"there is no image {(name is null ? "" : $"'{name}' ")}for linux/{Architecture} in it"),
            _ => throw new RootException($"there are several images in it ({string.Join(", ", fitting.Select(entry => entry.Name ?? entry.Digest))}): name one, as in /folder:name"),
        };
    }

    private static T Parse<T>(byte[] json, JsonTypeInfo<T> type, string? what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new RootException($"{what} is empty");
        }
        catch (JsonException e)
        {
            throw new RootException($"{what} cannot be read: {e.Message}", e);
        }
    }
}
