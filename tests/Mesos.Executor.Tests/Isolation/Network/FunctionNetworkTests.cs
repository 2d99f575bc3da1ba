using System.Net;
using System.Net.Sockets;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Executor.Tests.Isolation.Network;

public sealed class FunctionNetworkTests
{
    private const string Metadata = "169.254.213.7", Private = "10.9.213.7";

    private const string Knock = """
        import errno, socket
        def main(p):
            with socket.socket() as s:
                s.settimeout(3)
                try:
                    s.connect((p['host'], p['port']))
                    return {'seen': s.recv(100).decode()}
                except OSError as error:
                    return {'error': errno.errorcode.get(error.errno, str(error))}
        """;

    [Fact]
    public async Task Outbound_reaches_outside_hosts_from_this_machines_address()
    {
        await using var executor = await CreateAsync();
        using var outside = new OutsideHost();
        Assert.Equal($$"""{"seen":"{{outside.Near}}"}""", await KnockAsync(executor, outside.Address));
    }

    [Fact]
    public async Task None_reaches_nothing()
    {
        await using var executor = await CreateAsync();
        using var outside = new OutsideHost();
        Assert.Equal("""{"error":"ENETUNREACH"}""", await KnockAsync(executor, outside.Address, network: FunctionNetwork.None));
    }

    [Fact]
    public async Task Link_local_metadata_addresses_are_refused()
    {
        await using var executor = await CreateAsync();
        using var outside = new OutsideHost(Metadata);
        Assert.Equal("""{"error":"EHOSTUNREACH"}""", await KnockAsync(executor, Metadata));
    }

    [Theory, InlineData("", true), InlineData("10.9.0.0/16", false)]
    public async Task Ranges_an_operator_names_are_refused(string denied, bool reached)
    {
        await using var executor = await CreateAsync(options => options.NetworkDeny = denied);
        using var outside = new OutsideHost(Private);
        Assert.Equal(reached ? $$"""{"seen":"{{outside.Near}}"}""" : """{"error":"EHOSTUNREACH"}""", await KnockAsync(executor, Private));
    }

    [Fact]
    public async Task This_machine_is_refused_under_each_of_its_addresses()
    {
        await using var executor = await CreateAsync();
        using var outside = new OutsideHost();
        using var agent = new TcpListener(IPAddress.Any, 0);
        agent.Start();
        var port = ((IPEndPoint)agent.LocalEndpoint).Port;
        Assert.Equal("""{"error":"ECONNREFUSED"}""", await KnockAsync(executor, "127.0.0.1", port));
        Assert.Equal("""{"error":"EHOSTUNREACH"}""", await KnockAsync(executor, outside.Near, port));
        Assert.False(agent.Pending());
    }

    [Fact]
    public async Task Other_containers_are_refused()
    {
        await using var executor = await CreateAsync();
        var (_, other) = await executor.StartWithAsync("""
            import socket
            def main(p):
                global s
                s = socket.socket(); s.bind(('0.0.0.0', 8053)); s.listen(1)
                u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.connect(('192.0.2.1', 9))
                return {'address': u.getsockname()[0]}
            """, "python");
        var address = (await LocalExecutor.RunAsync(other)).Body.Split('"')[3];
        Assert.Equal("""{"error":"EHOSTUNREACH"}""", await KnockAsync(executor, address));
    }

    [Fact]
    public void A_name_server_may_be_asked_in_a_range_that_is_denied()
    {
        var rules = PacketRules.Build(new("0123456789"), AddressBlock.Slice(IPNetwork.Parse("10.224.0.0/12"), 1), IPNetwork.Parse("10.224.0.0/12"), [IPNetwork.Parse("10.0.0.0/8")], [IPAddress.Parse("10.0.0.53")]);
        Assert.Contains("ip daddr { 10.0.0.53 } meta l4proto { tcp, udp } th dport 53 accept", rules, StringComparison.Ordinal);
        Assert.Contains("ip saddr != 10.224.16.0/20 drop", rules, StringComparison.Ordinal);
        Assert.Null(File.Exists("/usr/sbin/nft") && Environment.IsPrivilegedProcess ? NetworkTool.Complaint("/usr/sbin/nft", ["--check", "--file", "-"], rules) : null);
    }

    private static Task<LocalExecutor> CreateAsync(Action<SandboxOptions>? set = null) => LocalExecutor.CreateAsync((options, starter) =>
    {
        set?.Invoke(options.Value.Sandbox);
        var driver = new SandboxDriver(options, starter, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.SkipWhen(driver.FindMissing() is not null, $"{driver.Name} cannot work here: {driver.FindMissing()}");
        return driver;
    });

    private static async Task<string> KnockAsync(LocalExecutor executor, string host, int port = OutsideHost.Port, FunctionNetwork network = FunctionNetwork.Outbound)
    {
        var (_, container) = await executor.StartWithAsync(Knock, "python", network: network);
        return (await LocalExecutor.RunAsync(container, $$"""{"host":"{{host}}","port":{{port}}}""")).Body;
    }
}
