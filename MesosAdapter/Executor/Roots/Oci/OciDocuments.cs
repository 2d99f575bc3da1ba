using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faas.Mesos.Executor.Roots.Oci;

/// <summary>A pointer to a blob.</summary>
internal sealed record OciDescriptor(string? MediaType, string? Digest)
{
    private const string NameAnnotation = "org.opencontainers.image.ref.name";

    public OciPlatform? Platform { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What the image is called in its layout.</summary>
    public string? Name => Annotations?.GetValueOrDefault(NameAnnotation);

    public bool IsIndex => MediaType is "application/vnd.oci.image.index.v1+json" or "application/vnd.docker.distribution.manifest.list.v2+json";
}

/// <summary>What an image runs on.</summary>
internal sealed record OciPlatform(string? Os, string? Architecture);

/// <summary><c>index.json</c>, or an index among the blobs.</summary>
internal sealed record OciIndex(IReadOnlyList<OciDescriptor>? Manifests);

/// <summary>An image: its settings, and its layers from the lowest.</summary>
internal sealed record OciManifest(OciDescriptor? Config, IReadOnlyList<OciDescriptor>? Layers);

/// <summary>The settings of an image.</summary>
internal sealed record OciConfig(OciContainerConfig? Config);

/// <summary>What its containers start with.</summary>
internal sealed record OciContainerConfig([property: JsonPropertyName("Env")] IReadOnlyList<string>? Env);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciConfig))]
internal sealed partial class OciJson : JsonSerializerContext;
