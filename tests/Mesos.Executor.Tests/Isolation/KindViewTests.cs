using Faas.Mesos.Executor.Isolation.Sandbox.Views;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class KindViewTests
{
    [Fact]
    public void Mounts_that_nothing_is_shown_of_and_nobody_uses_can_go_the_innermost_first() => Assert.Equal(
        ["/usrlocal", "/dev/shm", "/run/netns/b", "/run/netns", "/sys/fs/cgroup/memory", "/sys/fs/cgroup", "/sys"],
        KindView.Unneeded(
            ["/", "/proc", "/sys", "/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/dev", "/home", "/run/netns", "/run/netns/b", "/dev/shm", "/usr/share", "/var/lib", "/usrlocal"],
            shown: ["/usr", "/home/x/.nvm/versions/20"], used: ["/proc", "/dev", "/var/lib/faas"]));
}
