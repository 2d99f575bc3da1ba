using System.Diagnostics;
using System.Globalization;

namespace Faas.Mesos.Executor.Tests.Isolation.Network;

/// <summary>A host somewhere outside: a network namespace one wire away, with several addresses, that greets whoever connects and says whom it saw.</summary>
internal sealed class OutsideHost : IDisposable
{
    public const int Port = 8_053;

    private const string Greeter = """
        import socket
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('0.0.0.0', %)); s.listen(64)
        print('ready', flush=True)
        while True:
            c, peer = s.accept(); c.sendall(peer[0].encode()); c.close()
        """;

    private static int _made;

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"faasout{Environment.ProcessId}x{Interlocked.Increment(ref _made)}");
    private readonly int _number = 4 * ((Environment.ProcessId * 7 + _made) % 60);
    private readonly Process _greeter;

    /// <param name="others">Addresses it has beside its own.</param>
    public OutsideHost(params string[] others)
    {
        Ip($"netns add {_name}");
        Ip($"link add {Wire} type veth peer name eth0 netns {_name}");
        Ip($"addr add {Near}/30 dev {Wire}");
        Ip($"link set {Wire} up");
        Ip($"-n {_name} addr add {Address}/30 dev eth0");
        Ip($"-n {_name} link set eth0 up");
        foreach (var other in others)
        {
            Ip($"-n {_name} addr add {other}/32 dev eth0");
            Ip($"route add {other}/32 via {Address} dev {Wire}");
        }
        _greeter = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", _name, "python3", "-c", Greeter.Replace("%", $"{Port}", StringComparison.Ordinal)]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", _greeter.StandardOutput.ReadLine());
    }

    /// <summary>How it sees this machine.</summary>
    public string Near => $"198.51.100.{_number + 1}";

    public string Address => $"198.51.100.{_number + 2}";

    private string Wire => string.Create(CultureInfo.InvariantCulture, $"fo{Environment.ProcessId}x{_number}");

    public void Dispose()
    {
        _greeter.Kill(entireProcessTree: true);
        _greeter.Dispose();
        Ip($"link del {Wire}");
        Ip($"netns del {_name}");
    }

    private static void Ip(string arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var complaint = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        Assert.True(ip.ExitCode == 0, $"ip {arguments}: {complaint}");
    }
}
