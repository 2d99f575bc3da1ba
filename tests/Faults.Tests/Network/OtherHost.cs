using System.Diagnostics;
using System.Globalization;

namespace Faas.Faults.Tests.Network;

/// <summary>A host of its own, as far as the network is concerned: a namespace at the other end of a wire that can be cut.</summary>
internal sealed class OtherHost : IDisposable
{
    /// <summary>Everything that does not stay on the host is dropped, without a word to anybody.</summary>
    private const string Cut = """
        table inet cut {
          chain from {
            type filter hook input priority 0
            iifname != "lo" drop
          }
          chain to {
            type filter hook output priority 0
            oifname != "lo" drop
          }
        }
        """;

    private readonly string _name = $"faascut{Environment.ProcessId}";
    private readonly int _number = 4 * (Environment.ProcessId % 60);

    public OtherHost()
    {
        Run("ip", $"netns add {_name}");
        Run("ip", $"link add {Wire} type veth peer name eth0 netns {_name}");
        Run("ip", $"addr add {Near}/30 dev {Wire}");
        Run("ip", $"link set {Wire} up");
        Run("ip", $"-n {_name} addr add {Address}/30 dev eth0");
        Run("ip", $"-n {_name} link set eth0 up");
        Run("ip", $"-n {_name} link set lo up");
    }

    /// <summary>What is missing to have one, or <see langword="null"/>.</summary>
    public static string? Missing => Environment.UserName != "root" ? "no root, which makes network namespaces"
        : Find("ip") is null ? "no ip (iproute2)" : Find("nft") is null ? "no nft (nftables)" : null;

    /// <summary>How it sees this machine.</summary>
    public string Near => $"203.0.113.{_number + 1}";

    public string Address => $"203.0.113.{_number + 2}";

    private static string Wire => string.Create(CultureInfo.InvariantCulture, $"fc{Environment.ProcessId}");

    public ProgramProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings) =>
        ProgramProcess.Start(Find("ip")!, ["netns", "exec", _name, program, .. arguments], settings);

    public void CutWire() => Run("ip", "netns", "exec", _name, "nft", Cut);

    public void MendWire() => Run("ip", $"netns exec {_name} nft delete table inet cut");

    public void Dispose()
    {
        Run("ip", $"link del {Wire}");
        Run("ip", $"netns del {_name}");
    }

    private static string? Find(string name) => new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static void Run(string program, string arguments) => Run(program, arguments.Split(' '));

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(program)!, arguments) { RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {complaint}");
    }
}
