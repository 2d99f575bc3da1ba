using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class ContainerLimitsTests
{
    [Fact]
    public void Version_1_gets_memory_processes_a_share_and_a_quota() => Assert.Equal(
        ["memory.limit_in_bytes=536870912", "memory.memsw.limit_in_bytes=536870912", "pids.max=100", "cpu.shares=2048", "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=150000", "cpu.cfs_burst_us=150000"],
        Texts(new ContainerLimits(512, 100, 1.5).Legacy()));

    [Fact]
    public void Version_2_gets_the_same() => Assert.Equal(
        ["memory.max=536870912", "memory.swap.max=0", "pids.max=100", "cpu.weight=200", "cpu.max=150000 100000", "cpu.max.burst=150000"],
        Texts(new ContainerLimits(512, 100, 1.5).Unified()));

    [Fact]
    public void Without_a_limit_of_cores_there_is_a_share_alone()
    {
        Assert.Equal(["cpu.shares=256"], Texts(new ContainerLimits(64, 100, 0).Legacy()).Where(text => text.StartsWith("cpu", StringComparison.Ordinal)));
        Assert.Equal(["cpu.weight=25"], Texts(new ContainerLimits(64, 100, 0).Unified()).Where(text => text.StartsWith("cpu", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Texts(IEnumerable<CgroupSetting> settings) => settings.Select(setting => $"{setting.File}={setting.Value}");
}
