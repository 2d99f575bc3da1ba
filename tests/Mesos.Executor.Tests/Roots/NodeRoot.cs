using System.Diagnostics;

namespace Faas.Mesos.Executor.Tests.Roots;

/// <summary>A root with this machine's Node.js and the libraries it is linked with, and nothing else: no shell, no program that changes users.</summary>
public sealed class NodeRoot : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-node-").FullName;

    public string Folder => Path.Combine(_folder, "root");

    /// <summary>For what a test makes of it.</summary>
    public string Beside => _folder;

    /// <summary>The program's folder inside.</summary>
    public static string Programs => "/opt/node/bin";

    public async ValueTask InitializeAsync()
    {
        var node = (await LocalExecutor.RuntimeAsync("nodejs")).Interpreter.Executable;
        Put(node, $"{Programs}/node");
        foreach (var library in await LibrariesAsync(node)) Put(library, library);
        foreach (var (name, text) in new[] { ("/etc/mark", "etc of the root"), ("/etc/hosts", "never seen"), ("/srv/mark", "srv of the root") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Folder + name)!);
            await File.WriteAllTextAsync(Folder + name, text);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Put(string file, string place)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder + place)!);
        File.Copy(file, Folder + place);
    }

    private static async Task<IEnumerable<string>> LibrariesAsync(string program)
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
        var text = await ldd.StandardOutput.ReadToEndAsync();
        await ldd.WaitForExitAsync();
        return text.Split(' ', '\t', '\n').Where(word => word.StartsWith('/')).Distinct();
    }
}
