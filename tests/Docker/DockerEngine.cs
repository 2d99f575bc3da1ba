using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;

namespace Faas.Tests.Docker;

/// <summary>A Docker Engine of the tests' own: its data, socket and network are nobody else's, and nothing of it is left.</summary>
public sealed class DockerEngine : IAsyncLifetime
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("faas-docker-").FullName;
    private readonly string _bridge = $"faas{Random.Shared.Next(1 << 24):x}";
    private Process? _process;

    /// <summary>Whether ports it maps are this machine's: then its bridge is here too, and it changes no firewall.</summary>
    public bool MapsPorts { get; init; }

    /// <summary>Why there is none; <see langword="null"/> when it runs.</summary>
    public string? Missing { get; private set; }

    public Uri Endpoint => new($"unix://{_folder}/socket");

    private int Id => int.Parse(File.ReadAllText(Path.Combine(_folder, "pid")), CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        Missing = FindMissing();
        if (Missing is not null) return;
        // Its bridge and its firewall rules stay in a network of its own, and so do its mounts.
        string[] apart = MapsPorts ? ["--mount", "--", "sh", "-c"] : ["--net", "--mount", "--", "sh", "-c"];
        var network = MapsPorts ? $"ip link add {_bridge} type bridge && ip address add 10.213.{Random.Shared.Next(256)}.1/24 dev {_bridge} && ip link set {_bridge} up" : "ip link set lo up";
        var flags = MapsPorts ? $"--bridge {_bridge} --iptables=false --ip-masq=false --ip-forward=false " : "";
        _process = Start("unshare", [.. apart, $"{network}; exec dockerd {flags}--data-root {_folder}/data --exec-root {_folder}/run --pidfile {_folder}/pid --host {Endpoint} >{_folder}/log 2>&1"]);
        var started = Stopwatch.GetTimestamp();
        while (await RunAsync("docker", "version") is (not 0, _) && Missing is null)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartPatience) Missing = $"dockerd did not start: {File.ReadLines(Path.Combine(_folder, "log")).LastOrDefault()}";
        }
    }

    /// <summary>Makes an image of programs of this machine.</summary>
    public Task MakeImageAsync(string name, string python, params string[] programs) =>
        DoAsync(Path.Combine(AppContext.BaseDirectory, "host-image.sh"), [name, python, .. programs]);

    /// <summary>Makes an image that is quickly moved about and cannot run.</summary>
    public async Task<string> MakeSmallImageAsync(string name)
    {
        var archive = Path.Combine(_folder, "small.tar");
        await using (var tar = new TarWriter(File.Create(archive))) await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "empty"));
        await DockerAsync("import", "--change", "CMD [\"/nothing\"]", archive, name);
        return name;
    }

    /// <summary>Runs the engine's own command line.</summary>
    public Task<string> DockerAsync(params string[] arguments) => DoAsync("docker", arguments);

    /// <summary>Starts a program in the engine's network, where its 127.0.0.1 is.</summary>
    public Process StartBeside(params string[] command) => Start("nsenter", ["--net", "--target", Id.ToString(CultureInfo.InvariantCulture), "--", .. command]);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) await RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        if (MapsPorts) await RunAsync("ip", "link", "delete", _bridge);
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess) return "starting dockerd takes root";
        return new[] { "dockerd", "docker", "unshare", "ip" }.FirstOrDefault(program => !IsOnPath(program)) is { } program ? $"no Docker Engine: {program} is not on PATH (deploy/install-needs tests)" : null;
    }

    private static bool IsOnPath(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_HOST"] = Endpoint.ToString();
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : await errors);
    }

    private async Task<string> DoAsync(string program, params string[] arguments)
    {
        var (code, output) = await RunAsync(program, arguments);
        return code == 0 ? output.Trim() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
    }
}
