using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Faas.Mesos.Executor.Tests.Roots;

/// <summary>Makes an OCI image layout, file by file, also such as no honest tool would.</summary>
internal sealed class OciBuilder
{
    public const string Tar = "application/vnd.oci.image.layer.v1.tar", GZip = Tar + "+gzip", Zstd = Tar + "+zstd";

    private readonly List<JsonObject> _layers = [];
    private readonly JsonArray _images = [];

    public OciBuilder(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(Blobs);
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    public string Folder { get; }

    private string Blobs => Path.Combine(Folder, "blobs", "sha256");

    public OciBuilder Layer(params TarEntry[] entries)
    {
        using var archive = new MemoryStream();
        using (var zip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip))
            foreach (var entry in entries) tar.WriteEntry(entry);
        return Layer(archive.ToArray(), GZip);
    }

    /// <summary>A layer packed by the program zstd.</summary>
    public async Task<OciBuilder> ZstdLayerAsync(TarEntry[] entries, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zstd"), "there is no /usr/bin/zstd: install the package zstd");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/zstd", ["-q", "-c", .. options]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var packed = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(packed, TestContext.Current.CancellationToken);
        await using (var tar = new TarWriter(process.StandardInput.BaseStream))
            foreach (var entry in entries) await tar.WriteEntryAsync(entry, TestContext.Current.CancellationToken);
        await reading;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Layer(packed.ToArray(), Zstd);
    }

    public OciBuilder Layer(byte[] archive, string mediaType)
    {
        _layers.Add(Blob(archive, mediaType));
        return this;
    }

    /// <summary>Ends the image; layers that come belong to another.</summary>
    public OciBuilder Image(string? name = null, string? architecture = null, params string[] variables)
    {
        var config = Json(new() { ["config"] = new JsonObject { ["Env"] = new JsonArray([.. variables.Select(text => JsonValue.Create(text))]) } }, "application/vnd.oci.image.config.v1+json");
        var manifest = Json(new() { ["schemaVersion"] = 2, ["config"] = config, ["layers"] = new JsonArray([.. _layers]) }, "application/vnd.oci.image.manifest.v1+json");
        var own = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "amd64" : "arm64";
        manifest["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture ?? own };
        if (name is not null) manifest["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = name };
        _images.Add(manifest);
        _layers.Clear();
        File.WriteAllText(Path.Combine(Folder, "index.json"), new JsonObject { ["schemaVersion"] = 2, ["manifests"] = _images.DeepClone() }.ToJsonString());
        return this;
    }

    public static TarEntry Text(string name, string text) => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    public static TarEntry Of(TarEntryType type, string name, string link = "") =>
        type is TarEntryType.SymbolicLink or TarEntryType.HardLink ? new PaxTarEntry(type, name) { LinkName = link } : new PaxTarEntry(type, name);

    private JsonObject Json(JsonObject document, string mediaType) => Blob(Encoding.UTF8.GetBytes(document.ToJsonString()), mediaType);

    private JsonObject Blob(byte[] content, string mediaType)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(Blobs, hash), content);
        return new() { ["mediaType"] = mediaType, ["digest"] = $"sha256:{hash}", ["size"] = content.Length };
    }
}
