using Faas.Contracts;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>Functions that mean harm. Each is refused or contained, and what comes after it is fine.</summary>
public abstract class HostileSuite
{
    private const string Prelude = """
        import ctypes, errno, os, platform, resource, signal, socket, subprocess, sys, time
        libc = ctypes.CDLL(None, use_errno=True)
        x64 = platform.machine() == 'x86_64'
        def call(function, *arguments):
            ctypes.set_errno(0)
            return 'allowed' if function(*arguments) >= 0 else errno.errorcode[ctypes.get_errno()]
        def attempt(work):
            try:
                work()
                return 'allowed'
            except OSError as error:
                return errno.errorcode.get(error.errno, str(error))

        """;

    private protected HostileSuite(IHostileGround ground) => Ground = ground;

    private protected IHostileGround Ground { get; }

    private protected Task<LocalExecutor> CreateAsync() => LocalExecutor.CreateAsync(Ground.Create, Ground.Catalog);

    /// <summary>Runs a hostile function in Python once; helpers to call the kernel are there.</summary>
    private protected static async Task<LocalExecutor.Ran> AttackAsync(LocalExecutor executor, string body, int memoryMiB = 128, int timeoutMs = 20_000, int logsBytes = 10_000)
    {
        var (_, container) = await executor.StartWithAsync(Prelude + body, "python", memoryMiB);
        return await LocalExecutor.RunAsync(container, timeoutMs: timeoutMs, logsBytes: logsBytes);
    }

    /// <summary>Whatever was done, the next function does not notice.</summary>
    private protected static async Task AssertTheNextIsFineAsync(LocalExecutor executor)
    {
        var (id, container) = await executor.StartWithAsync("def main(p): return {'fine': open('/tmp/x', 'w').write('1') == 1}", "python");
        Assert.Equal((ContainerEnd.Answered, """{"fine":true}"""), ((await LocalExecutor.RunAsync(container)).End, (await LocalExecutor.RunAsync(container)).Body));
        await executor.Registry.RemoveAsync(id);
    }

    private protected async Task AssertRefusedAsync(string body, string answer, int memoryMiB = 128)
    {
        await using var executor = await CreateAsync();
        Ground.AssertRefused((await AttackAsync(executor, body, memoryMiB)).Body, answer);
        await AssertTheNextIsFineAsync(executor);
    }
}
