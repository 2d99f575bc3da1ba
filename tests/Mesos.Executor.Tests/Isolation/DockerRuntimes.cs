using System.Text.Json.Nodes;
using Faas.Mesos.Executor.Runtimes;
using Faas.Tests.Docker;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>An engine with one image that holds the interpreters of this machine, and the runtimes that use it.</summary>
public sealed class DockerRuntimes : IAsyncLifetime
{
    public const string Image = "faas-test";

    private readonly string _folder = Directory.CreateTempSubdirectory("faas-runtimes-").FullName;

    public DockerEngine Engine { get; } = new();

    internal RuntimeCatalog Catalog { get; private set; } = new([], []);

    public string Folder => _folder;

    public async ValueTask InitializeAsync()
    {
        await Engine.InitializeAsync();
        if (Engine.Missing is not null) return;
        var runtimes = new[] { await LocalExecutor.RuntimeAsync("nodejs"), await LocalExecutor.RuntimeAsync("python") };
        await Engine.MakeImageAsync(Image, runtimes[1].Interpreter.Executable, runtimes[0].Interpreter.Executable, "/bin/sh", "/bin/sleep", "/bin/cat");
        foreach (var runtime in runtimes) Write(runtime);
        Catalog = RuntimeCatalog.OfImages(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write(Runtime runtime)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, runtime.Manifest.Family)).FullName;
        foreach (var file in Directory.EnumerateFiles(runtime.ProxyFolder)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "runtime.json")))!;
        manifest["images"] = new JsonArray(new JsonObject
        {
            ["version"] = runtime.Interpreter.Version.ToString(), ["image"] = Image, ["executable"] = runtime.Interpreter.Executable,
        });
        File.WriteAllText(Path.Combine(folder, "runtime.json"), manifest.ToJsonString());
    }
}

[CollectionDefinition(nameof(DockerRuntimes))]
public sealed class DockerCollection : ICollectionFixture<DockerRuntimes>;
