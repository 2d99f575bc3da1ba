using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Faas.Tests.Docker;

/// <summary>A registry on the engine's loopback, which opens to a user and password alone.</summary>
public sealed class DockerRegistry : IAsyncDisposable
{
    private const string Password = "tester:secret";
    private const int Port = 5_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("faas-registry-").FullName;
    private readonly DockerEngine _engine;
    private readonly Process _process;

    private DockerRegistry(DockerEngine engine)
    {
        _engine = engine;
        _process = engine.StartBeside("python3", Path.Combine(AppContext.BaseDirectory, "registry.py"), $"{Port}", Password, Gate);
    }

    /// <summary>A <c>config.json</c> with its password.</summary>
    public string Credentials => Path.Combine(_folder, "config.json");

    private string Gate => Path.Combine(_folder, "gate");

    public static async Task<DockerRegistry> StartAsync(DockerEngine engine)
    {
        var registry = new DockerRegistry(engine);
        var opens = new JsonObject { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)) };
        await File.WriteAllTextAsync(registry.Credentials, new JsonObject { ["auths"] = new JsonObject { [$"127.0.0.1:{Port}"] = opens } }.ToJsonString());
        if (await registry._process.StandardOutput.ReadLineAsync() != "listening") throw new InvalidOperationException(await registry._process.StandardError.ReadToEndAsync());
        return registry;
    }

    /// <summary>Moves an image of the engine here, and away from the engine.</summary>
    /// <returns>Its name from now on.</returns>
    public async Task<string> TakeAsync(string image)
    {
        var name = $"127.0.0.1:{Port}/team/{image}:1";
        await _engine.DockerAsync("tag", image, name);
        await _engine.DockerAsync("--config", _folder, "push", name);
        await _engine.DockerAsync("rmi", image, name);
        return name;
    }

    /// <summary>Blobs wait from now on.</summary>
    public void Hold() => File.WriteAllText(Gate, "");

    public void LetGo() => File.Delete(Gate);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
