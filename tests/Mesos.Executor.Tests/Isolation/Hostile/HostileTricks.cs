using System.Diagnostics;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>Functions that do not play by the rules of the container contract.</summary>
public abstract class HostileTricks : HostileSuite
{
    private protected HostileTricks(IHostileGround ground)
        : base(ground)
    {
    }

    [Fact]
    public async Task Ignoring_SIGTERM()
    {
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, """
            def main(p):
                for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
                while True: time.sleep(1)
            """, timeoutMs: 500);
        Assert.Equal(ContainerEnd.TimedOut, ran.End);
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task A_double_fork_to_outlive_the_container()
    {
        await using var executor = await CreateAsync();
        var mark = $"1{Environment.ProcessId:D7}1";
        var (id, container) = await executor.StartWithAsync($$"""
            import os
            def main(p):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0: os.execv('/bin/sleep', ['sleep', '{{mark}}'])
                    os._exit(0)
                os.wait()
                return {}
            """, "python");
        Assert.Equal("{}", (await LocalExecutor.RunAsync(container)).Body);
        await executor.Registry.RemoveAsync(id);
        Assert.DoesNotContain(Process.GetProcessesByName("sleep"), sleep => CommandLine(sleep).Contains(mark, StringComparison.Ordinal));
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task Answering_2_MB()
    {
        await using var executor = await CreateAsync();
        Assert.Equal(ContainerEnd.AnswerTooLarge, (await AttackAsync(executor, "def main(p): return {'x': 'x' * (2 << 20)}")).End);
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task Answering_twice()
    {
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, """
            def main(p):
                answer = b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"n":"first"}'[:-1] + b'}'
                for fd in os.listdir('/proc/self/fd'):
                    try: socket.socket(fileno=os.dup(int(fd))).send(b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"n":1}')
                    except OSError: pass
                return {'n': 2}
            """);
        // An answer that does not bear the run's number is none.
        Assert.Equal((ContainerEnd.Crashed, ""), (ran.End, ran.Body));
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task Closing_the_socket_half_way()
    {
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, """
            def main(p):
                for fd in os.listdir('/proc/self/fd'):
                    try:
                        s = socket.socket(fileno=os.dup(int(fd)))
                        s.send(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":')
                        s.shutdown(socket.SHUT_RDWR)
                    except OSError: pass
                time.sleep(30)
            """);
        Assert.Equal(ContainerEnd.Crashed, ran.End);
        await AssertTheNextIsFineAsync(executor);
    }

    [Fact]
    public async Task Writing_the_sentinel_itself()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("""
            import os
            def main(p):
                for fd in (1, 2): os.write(fd, b'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n' * 3)
                print('run', p['n'])
                return {'n': p['n']}
            """, "python");
        foreach (var n in new[] { 1, 2 }) Assert.Equal($$"""{"n":{{n}}}""", (await LocalExecutor.RunAsync(container, $$"""{"n":{{n}}}""")).Body);
        await AssertTheNextIsFineAsync(executor);
    }

    [Theory, InlineData("../evil"), InlineData("/etc/evil"), InlineData("a/../../evil")]
    public async Task A_zip_that_leads_out_of_the_folder(string name)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartAsync("python");
        var reply = await executor.InitAsync(container, executor.Invoker.AddZip((name, "x"), ("__main__.py", "def main(p): return {}")));
        Assert.Equal(ContainerEnd.CodeUnusable, reply.End);
        Assert.Contains(name, reply.Detail, StringComparison.Ordinal);
        await AssertTheNextIsFineAsync(executor);
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
