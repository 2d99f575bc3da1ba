using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Tests.Isolation.Network;

public sealed class NameServersTests
{
    [Fact]
    public void Servers_on_the_loopback_are_left_out_and_the_rest_is_kept() => Assert.Equal(
        "nameserver 10.0.0.2\nsearch corp.example\noptions ndots:2\n",
        NameServers.Parse(["# made by a tool", "nameserver 127.0.0.53", "nameserver 10.0.0.2", "nameserver nonsense", "search corp.example", "", "options ndots:2"]).Text);

    [Fact]
    public void What_an_operator_names_counts_alone() => Assert.Equal("nameserver 10.0.0.53\nnameserver 10.0.1.53\n", NameServers.Find("10.0.0.53, 10.0.1.53").Text);
}
