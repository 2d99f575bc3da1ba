using System.IO.Compression;
using System.Security.Cryptography;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Faas.Mesos.Executor.Roots.Oci;

/// <summary>The blobs of a layout. None is believed before its digest has been computed.</summary>
internal sealed class OciBlobs(string layout)
{
    private const string Algorithm = "sha256:";
    private const int LargestDocument = 4 << 20, LargestWindowBits = 27;

    /// <summary>The hexadecimal part of a digest.</summary>
    /// <exception cref="RootException">It is no SHA-256: as a path it might lead anywhere.</exception>
    public static string Hash(OciDescriptor blob) =>
        blob.Digest is { Length: 71 } digest && digest.StartsWith(Algorithm, StringComparison.Ordinal) && digest[Algorithm.Length..].All(char.IsAsciiHexDigitLower)
            ? digest[Algorithm.Length..]
            : throw new RootException($"'{blob.Digest}' is no digest by SHA-256");

    /// <summary>Reads a whole document.</summary>
    public async Task<byte[]> ReadAsync(OciDescriptor blob, CancellationToken ct)
    {
        var bytes = await ReadAsync(PathOf(blob), ct);
        Check(blob, SHA256.HashData(bytes));
        return bytes;
    }

    public static async Task<byte[]> ReadAsync(string file, CancellationToken ct)
    {
        if (new FileInfo(file) is not { Exists: true } found) throw new RootException($"{file} is not there");
        return found.Length <= LargestDocument ? await File.ReadAllBytesAsync(file, ct) : throw new RootException($"{file} is over {LargestDocument >> 20} MiB");
    }

    /// <summary>Opens a layer as the archive that it is.</summary>
    public async Task<Stream> OpenLayerAsync(OciDescriptor layer, CancellationToken ct)
    {
        var packed = Unpacker(layer);
        var file = PathOf(layer);
        if (!File.Exists(file)) throw new RootException($"the layer {layer.Digest} is not there");
        var stream = File.OpenRead(file);
        try
        {
            Check(layer, await SHA256.HashDataAsync(stream, ct));
            stream.Position = 0;
            return packed(stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static Func<Stream, Stream> Unpacker(OciDescriptor layer) => layer.MediaType switch
    {
        "application/vnd.oci.image.layer.v1.tar" => stream => stream,
        "application/vnd.oci.image.layer.v1.tar+gzip" or "application/vnd.docker.image.rootfs.diff.tar.gzip" => stream => new GZipStream(stream, CompressionMode.Decompress),
        "application/vnd.oci.image.layer.v1.tar+zstd" => Unzstd,
        var other => throw new RootException($"a layer is of the type '{other}': have it made as tar, or tar with gzip or zstd"),
    };

    // Its window is what unpacking takes in memory: as much as the zstd program takes without being told.
    private static DecompressionStream Unzstd(Stream packed)
    {
        var stream = new DecompressionStream(packed, leaveOpen: false);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowBits);
        return stream;
    }

    private string PathOf(OciDescriptor blob) => Path.Combine(layout, "blobs", "sha256", Hash(blob));

    private static void Check(OciDescriptor blob, byte[] hash)
    {
        if (Convert.ToHexStringLower(hash) != Hash(blob)) throw new RootException($"the content of {blob.Digest} is another one");
    }
}
