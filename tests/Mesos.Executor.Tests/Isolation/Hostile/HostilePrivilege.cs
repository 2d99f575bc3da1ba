namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>What a function asks of the kernel to become more than it is.</summary>
public abstract class HostilePrivilege : HostileSuite
{
    private protected HostilePrivilege(IHostileGround ground)
        : base(ground)
    {
    }

    /// <summary>An engine's first process in a container is the same user's, and no more than it.</summary>
    private const string OwnInit = "";

    [Fact]
    public Task Setuid() => AssertRefusedAsync("""
        def main(p):
            mounts = [line.split()[3] for line in open('/proc/self/mounts') if line.split()[1] in ('/usr', '/tmp')]
            return [attempt(lambda: os.setuid(0)), attempt(lambda: os.setgroups([0])), all('nosuid' in options for options in mounts), 'NoNewPrivs:\t1' in open('/proc/self/status').read()]
        """, """["EINVAL","EPERM",true,true]""");

    [Fact]
    public Task Mount_and_its_kin() => AssertRefusedAsync("""
        def main(p):
            return [call(libc.mount, b'none', b'/tmp', b'tmpfs', 0, None), call(libc.umount2, b'/tmp', 2), call(libc.chroot, b'/tmp'), call(libc.syscall, 430, b'tmpfs', 0), call(libc.syscall, 428, -100, b'/', 1)]
        """, """["EPERM","EPERM","EPERM","EPERM","EPERM"]""");

    [Fact]
    public Task Ptrace() => AssertRefusedAsync("""
        def main(p):
            child = os.fork()
            if child == 0: time.sleep(10); os._exit(0)
            try:
                return [call(libc.ptrace, 16, child, None, None), call(libc.process_vm_readv, child, None, 0, None, 0, 0)]
            finally:
                os.kill(child, 9)
        """, """["EPERM","EPERM"]""");

    [Fact]
    public Task Raw_sockets() => AssertRefusedAsync("""
        def main(p):
            kinds = [(socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_PACKET, socket.SOCK_RAW, 3), (38, socket.SOCK_SEQPACKET, 0), (40, socket.SOCK_STREAM, 0)]
            return [attempt(lambda: socket.socket(*kind).close()) for kind in kinds]
        """, """["EPERM","EAFNOSUPPORT","EAFNOSUPPORT","EAFNOSUPPORT"]""");

    [Fact]
    public Task Keyrings() => AssertRefusedAsync("""
        def main(p):
            add, keyctl = (248, 250) if x64 else (217, 219)
            return [call(libc.syscall, add, b'user', b'x', b'y', 1, -4), call(libc.syscall, keyctl, 0, -4, 1), attempt(lambda: open('/proc/keys').read() or os.stat('/nothing'))]
        """, """["EPERM","EPERM","EACCES"]""");

    [Fact]
    public Task User_namespaces_inside() => AssertRefusedAsync("""
        def main(p):
            user, net, clone, clone3 = 0x10000000, 0x40000000, 56 if x64 else 220, 435
            return [call(libc.unshare, user), call(libc.unshare, net), call(libc.syscall, clone, user | 17, 0, 0, 0, 0), call(libc.syscall, clone3, 0, 0), call(libc.setns, 0, 0)]
        """, """["EPERM","EPERM","EPERM","ENOSYS","EPERM"]""");

    [Fact]
    public Task Writing_to_proc_and_sys() => AssertRefusedAsync($$"""
        def main(p):
            files = ['/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/sys/vm/drop_caches', {{Ground.Choose("'/proc/1/oom_score_adj', ", OwnInit)}}'/proc/self/uid_map', '/sys/fs/cgroup/x', '/sys/kernel/x', '/dev/kmsg']
            return sorted({attempt(lambda: os.write(os.open(path, os.O_WRONLY), b'1')) for path in files})
        """, """["EACCES","ENOENT","EPERM"]""");

    [Fact]
    public Task The_rest_of_the_kernels_doors() => AssertRefusedAsync("""
        def main(p):
            numbers = [321, 298, 323, 425, 304, 246, 175, 169, 103, 227] if x64 else [280, 241, 282, 425, 265, 104, 105, 142, 116, 112]
            return sorted({call(libc.syscall, number, 0, 0, 0, 0) for number in numbers})
        """, """["EPERM"]""");
}
