using Faas.Contracts;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>Functions that take all they can get.</summary>
public abstract class HostileExhaustion : HostileSuite
{
    private protected HostileExhaustion(IHostileGround ground)
        : base(ground)
    {
    }

    [Fact]
    public async Task A_fork_bomb()
    {
        await using var executor = await CreateAsync();
        executor.Options.PidsLimit = 100;
        var ran = await AttackAsync(executor, """
            def main(p):
                while True:
                    try: os.fork()
                    except OSError: pass
            """, timeoutMs: 1_000);
        Assert.Equal(ContainerEnd.TimedOut, ran.End);
        // Time alone would have ended it, too: how many there can be is what contains it.
        var counted = await AttackAsync(executor, """
            def main(p):
                children = []
                def fork_all():
                    while len(children) < 1000:
                        child = os.fork()
                        if child == 0: time.sleep(60); os._exit(0)
                        children.append(child)
                return [attempt(fork_all), len(children) < 100]
            """);
        Assert.Equal("""["EAGAIN",true]""", counted.Body);
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task A_memory_hog()
    {
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, """
            def main(p):
                hoard = []
                while True: hoard.append(bytearray(os.urandom(1 << 20)))
            """);
        Assert.Equal(ContainerEnd.OutOfMemory, ran.End);
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public Task A_disk_filler() => AssertRefusedAsync("""
        def fill(path):
            with open(path, 'wb') as file:
                while True: file.write(bytes(1 << 20))
        def main(p):
            filled = attempt(lambda: fill('/tmp/big'))
            return [filled, os.path.getsize('/tmp/big') <= 64 << 20, [attempt(lambda: open(path, 'w')) for path in ['/x', '/run/faas/x', '/run/faas/code/x', '/usr/x', '/etc/x', '/dev/x']]]
        """, """["ENOSPC",true,["EROFS","EROFS","EROFS","EROFS","EROFS","EACCES"]]""");

    [Fact]
    public async Task Descriptor_exhaustion()
    {
        await using var executor = await CreateAsync();
        executor.Options.DescriptorLimit = 200;
        var ran = await AttackAsync(executor, """
            def main(p):
                hoard = []
                def open_all():
                    while True: hoard.append(os.open('/dev/null', os.O_RDONLY))
                refused = attempt(open_all)
                count = len(hoard)
                for fd in hoard: os.close(fd)
                return [refused, count < 200]
            """);
        Assert.Equal("""["EMFILE",true]""", ran.Body);
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task Inode_exhaustion()
    {
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, """
            def main(p):
                n = 0
                while True:
                    os.mkdir('/tmp/%d' % n)
                    n += 1
            """, memoryMiB: 64, timeoutMs: 60_000);
        Assert.NotEqual(ContainerEnd.TimedOut, ran.End);
        Assert.True(ran.End == ContainerEnd.OutOfMemory || ran.Body.Contains("No space", StringComparison.Ordinal), $"{ran}");
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task A_log_flood_of_50_MB()
    {
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, """
            def main(p):
                for i in range(50): os.write(1, b'x' * 999 + b'\n' + (b'y' * 99 + b'\n') * 10_000)
                return {'done': True}
            """, logsBytes: 10_000);
        Assert.Equal((ContainerEnd.Answered, """{"done":true}"""), (ran.End, ran.Body));
        Assert.InRange(ran.Logs.Length, 1_000, 10_300);
        await AssertTheNextIsFineAsync(executor);
    }
}
