using System.Diagnostics;

namespace Faas.Mesos.Local.Agent;

/// <summary>Brings what a command names into its sandbox, as mesos-fetcher does: by the same programs, chosen by the end of the name.</summary>
internal static class Fetcher
{
    private static readonly string[] Archives = [".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz"];
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <exception cref="FetchException">One of them could not be had.</exception>
    public static async Task FetchAsync(IEnumerable<CommandInfo.Types.URI> uris, string sandbox)
    {
        foreach (var uri in uris)
        {
            try
            {
                await FetchAsync(uri, sandbox);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or UnauthorizedAccessException)
            {
                throw new FetchException($"Failed to fetch '{uri.Value}': {e.Message}");
            }
        }
    }

    private static async Task FetchAsync(CommandInfo.Types.URI uri, string sandbox)
    {
        var name = uri.HasOutputFile ? uri.OutputFile : uri.Value[(uri.Value.LastIndexOf('/') + 1)..];
        var file = Path.Combine(sandbox, name);
        await CopyAsync(uri.Value, file);
        if (uri.Executable)
        {
            await RunAsync("chmod", ["a+x", file]);
        }
        else if (uri.Extract)
        {
            await ExtractAsync(name, file, sandbox);
        }
    }

    private static async Task CopyAsync(string source, string file)
    {
        await using var to = File.Create(file);
        var local = source.StartsWith("file://", StringComparison.Ordinal) ? source["file://".Length..] : source;
        await using var from = local.StartsWith('/') ? File.OpenRead(local) : await Http.GetStreamAsync(new Uri(source));
        await from.CopyToAsync(to);
    }

    // What has another end is left as it is.
    private static async Task ExtractAsync(string name, string file, string sandbox)
    {
        if (Archives.Any(end => name.EndsWith(end, StringComparison.Ordinal)))
        {
            await RunAsync("tar", ["-C", sandbox, "-xf", file]);
        }
        else if (name.EndsWith(".zip", StringComparison.Ordinal))
        {
            await RunAsync("unzip", ["-q", "-o", "-d", sandbox, file]);
        }
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} exited with status {process.ExitCode}");
        }
    }
}

/// <summary>A sandbox lacks what its command needs.</summary>
internal sealed class FetchException(string message) : Exception(message);
