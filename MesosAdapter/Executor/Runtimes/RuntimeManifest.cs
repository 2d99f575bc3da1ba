using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faas.Mesos.Executor.Runtimes;

/// <summary><c>runtime.json</c> of a runtime's folder: how its interpreters are found and its proxy is started.</summary>
/// <param name="Family">The part of a kind before the colon.</param>
/// <param name="Interpreters">Names looked for on PATH.</param>
/// <param name="Probe">Arguments that make an interpreter print an <see cref="InterpreterReport"/> as JSON.</param>
/// <param name="Minimum">Oldest version that will do.</param>
/// <param name="Arguments">Arguments that start the proxy; <c>{proxy}</c>, <c>{listen}</c> and <c>{heapMiB}</c> are filled in.</param>
/// <param name="OutOfMemoryText">What the interpreter writes on stderr when it gives up for want of memory by itself, or <see langword="null"/>.</param>
/// <param name="Remedy">What to do when no interpreter is found.</param>
internal sealed record RuntimeManifest(
    string Family,
    IReadOnlyList<string> Interpreters,
    IReadOnlyList<string> Probe,
    KindVersion Minimum,
    IReadOnlyList<string> Arguments,
    string? OutOfMemoryText,
    string Remedy)
{
    /// <summary>Whether its proxy takes runs ahead of their turn: begins each when its answer to the one before has left, and echoes <c>X-Run</c>.</summary>
    public bool Ahead { get; init; }

    /// <summary>The images of its versions, the default first, for drivers that make containers from images.</summary>
    public IReadOnlyList<RuntimeImage> Images { get; init; } = [];

    /// <exception cref="JsonException">The manifest is broken.</exception>
    public static RuntimeManifest Read(string file) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(file), RuntimesJson.Default.RuntimeManifest) ?? throw new JsonException($"{file} is empty.");
}

/// <summary>A version of a runtime as an image.</summary>
/// <param name="Version">The part of its kind after the colon.</param>
/// <param name="Image">Its name, as <c>docker pull</c> takes it.</param>
/// <param name="Executable">The interpreter inside, which runs our proxy; <see langword="null"/> for an image that speaks the contract by itself, as OpenWhisk's do.</param>
internal sealed record RuntimeImage(KindVersion Version, string Image, string? Executable);

/// <summary>What an interpreter says of itself.</summary>
/// <param name="Version">The part of its kind after the colon: <c>20</c>, <c>3.11</c>.</param>
/// <param name="Executable">Its real path, behind every shim and link.</param>
/// <param name="Roots">The folders it needs to see.</param>
internal sealed record InterpreterReport(KindVersion Version, string Executable, IReadOnlyList<string> Roots);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RuntimeManifest))]
[JsonSerializable(typeof(InterpreterReport))]
internal sealed partial class RuntimesJson : JsonSerializerContext;
