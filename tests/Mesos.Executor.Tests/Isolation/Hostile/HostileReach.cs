using System.Net;
using System.Net.Sockets;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>What a function reaches for that is not its own.</summary>
public abstract class HostileReach : HostileSuite
{
    private protected HostileReach(IHostileGround ground)
        : base(ground)
    {
    }

    /// <summary>A container of an engine is called at a socket that has a name: nothing can be put beside it, or in its place.</summary>
    private const string OwnSocket = "seen += [attempt(lambda: open('/run/faas/run/x', 'w')), attempt(lambda: os.unlink('/run/faas/run/socket')), attempt(lambda: os.symlink('/other', '/run/faas/run/y'))]";

    [Fact]
    public async Task Reading_the_hosts_files()
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(secret, (UnixFileMode)0b110_100_100);
        await AssertRefusedAsync($$"""
            def main(p):
                return [attempt(lambda: open(path).read()) for path in ['{{secret}}', '/etc/shadow', '/root/.bashrc', '/proc/1/root/etc/shadow', '/var/log/dpkg.log']]
            """, """["ENOENT","ENOENT","ENOENT","EACCES","ENOENT"]""");
        File.Delete(secret);
    }

    [Fact]
    public async Task Other_functions_code_environment_processes_and_memory()
    {
        await using var executor = await CreateAsync();
        var (_, victim) = await executor.StartAsync("python");
        var reply = await executor.InitAsync(victim, "def main(p): return {'alive': True}", new Dictionary<string, string> { ["PASSWORD"] = "of the victim" });
        Assert.Equal(200, reply.Status);
        var ran = await AttackAsync(executor, """
            def main(p):
                pids = [pid for pid in os.listdir('/proc') if pid.isdigit()]
                texts = [open('/proc/%s/cmdline' % pid).read() for pid in pids]
                seen = {'processes': len(pids), 'code': sorted(os.listdir('/run/faas')), 'theirs': any('containers' in text for text in texts)}
                seen['environment'] = attempt(lambda: open('/proc/1/environ').read())
                seen['memory'] = attempt(lambda: open('/proc/1/mem', 'rb').read(1))
                seen['kill'] = attempt(lambda: os.kill(1, 9))
                seen['own'] = os.environ.get('PASSWORD')
                return seen
            """);
        // In a container of an engine its first process is the same user's: no other's, and deaf to signals from inside.
        Assert.Equal(Ground.Choose(
            """{"processes":2,"code":["code","proxy"],"theirs":false,"environment":"EACCES","memory":"EACCES","kill":"EPERM","own":null}""",
            """{"processes":2,"code":["code","proxy","run"],"theirs":false,"environment":"allowed","memory":"EIO","kill":"allowed","own":null}"""), ran.Body);
        Assert.Equal("""{"alive":true}""", (await LocalExecutor.RunAsync(victim)).Body);
    }

    [Fact]
    public async Task The_executors_token_and_sockets()
    {
        await using var executor = await CreateAsync();
        var (id, victim) = await executor.StartWithAsync("def main(p): return {'alive': True}", "python");
        var ran = await AttackAsync(executor, $$"""
            def main(p):
                own = socket.socket(socket.AF_UNIX)
                seen = [attempt(lambda: own.connect('{{executor.Options.DataFolder}}/containers/{{id}}/run/socket'))]
                seen += [attempt(lambda: open('/proc/{{Environment.ProcessId}}/environ').read()), attempt(lambda: os.listdir('{{executor.Options.DataFolder}}'))]
                seen += [attempt(lambda: open('/run/faas/x', 'w')), attempt(lambda: os.rename('/run/faas/code', '/run/faas/other'))]
                {{Ground.Choose("", OwnSocket)}}
                seen.append(sorted(name.split(':')[0] for name in (os.readlink('/proc/self/fd/' + fd) for fd in os.listdir('/proc/self/fd') if os.path.islink('/proc/self/fd/' + fd))))
                return seen
            """);
        Assert.Equal(Ground.Choose(
            """["ENOENT","ENOENT","ENOENT","EROFS","EROFS",["pipe","pipe","pipe","socket","socket","socket"]]""",
            """["ENOENT","ENOENT","ENOENT","EROFS","EROFS","EACCES","EACCES","EACCES",["/dev/null","pipe","pipe","socket","socket","socket"]]"""), ran.Body);
        Assert.Equal("""{"alive":true}""", (await LocalExecutor.RunAsync(victim)).Body);
    }

    [Fact]
    public async Task The_agents_ports()
    {
        using var agent = new TcpListener(IPAddress.Any, 0);
        agent.Start();
        var port = ((IPEndPoint)agent.LocalEndpoint).Port;
        var addresses = Dns.GetHostAddresses(Dns.GetHostName()).Where(address => address.AddressFamily == AddressFamily.InterNetwork).Select(address => $"'{address}'").Prepend("'127.0.0.1'");
        await using var executor = await CreateAsync();
        var ran = await AttackAsync(executor, $$"""
            def knock(address):
                with socket.socket() as s:
                    s.settimeout(3)
                    s.connect((address, {{port}}))
            def main(p):
                gateway = '.'.join(str(int(open('/proc/net/route').read().split()[13][i:i + 2], 16)) for i in (6, 4, 2, 0))
                return sorted({attempt(lambda: knock(a)) for a in [{{string.Join(", ", addresses)}}, gateway]})
            """);
        Assert.DoesNotContain("allowed", ran.Body, StringComparison.Ordinal);
        Assert.False(agent.Pending());
        await AssertTheNextIsFineAsync(executor);
    }
}
