using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Docker;
using Faas.Mesos.Executor.Runtimes;
using Faas.Mesos.Executor.Tests.Isolation.Network;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation;

[Collection(nameof(DockerRuntimes))]
public sealed class DockerDriverTests(DockerRuntimes runtimes) : LimitingDriverConformance
{
    private protected override IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter) => Create(runtimes, options.Value, starter);

    private protected override Task<RuntimeCatalog?> CatalogAsync()
    {
        Assert.SkipWhen(runtimes.Engine.Missing is not null, $"{runtimes.Engine.Missing}");
        return Task.FromResult<RuntimeCatalog?>(runtimes.Catalog);
    }

    internal static DockerDriver Create(DockerRuntimes runtimes, ExecutorOptions options, ProcessStarter starter)
    {
        options.Docker.Engine = runtimes.Engine.Endpoint;
        options.Runtimes = runtimes.Folder;
        return new(Options.Create(options), starter, TimeProvider.System, NullLoggerFactory.Instance);
    }

    [Fact]
    public async Task A_function_is_nobody_and_sees_little()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("""
            const fs = require('fs');
            const attempt = work => { try { work(); return 'allowed' } catch (e) { return e.code } };
            const status = name => fs.readFileSync('/proc/self/status', 'utf8').match(new RegExp(name + ':\\s*(\\S+)'))[1];
            exports.main = () => ({
              usr: attempt(() => fs.writeFileSync('/usr/x', '')), own: attempt(() => fs.writeFileSync('/run/faas/code/x', '')), proc: attempt(() => fs.writeFileSync('/proc/sys/kernel/hostname', 'x')),
              tmp: attempt(() => fs.writeFileSync('/tmp/x', '')), user: process.getuid() > 1000, group: process.getgid() > 1000, processes: fs.readdirSync('/proc').filter(Number).length,
              capabilities: +('0x' + status('CapBnd')), privileges: status('NoNewPrivs'), seccomp: status('Seccomp'),
              networks: Object.keys(require('os').networkInterfaces()), secrets: Object.keys(process.env).filter(name => name.startsWith('FAAS')),
            })
            """, network: FunctionNetwork.None);
        var ran = await LocalExecutor.RunAsync(container);
        Assert.Equal("""{"usr":"EROFS","own":"EROFS","proc":"EROFS","tmp":"allowed","user":true,"group":true,"processes":2,"capabilities":0,"privileges":"1","seccomp":"2","networks":["lo"],"secrets":[]}""", ran.Body);
    }

    [Fact]
    public async Task Outbound_reaches_outside_and_not_what_is_link_local()
    {
        await using var executor = await CreateAsync();
        using var outside = new OutsideHost("169.254.213.9");
        var (_, container) = await executor.StartWithAsync("""
            import errno, socket
            def main(p):
                with socket.socket() as s:
                    s.settimeout(3)
                    try:
                        s.connect((p['host'], 8053))
                        return {'seen': s.recv(100).decode()}
                    except OSError as error:
                        return {'error': errno.errorcode.get(error.errno, str(error))}
            """, "python");
        Assert.Equal($$"""{"seen":"{{outside.Near}}"}""", (await LocalExecutor.RunAsync(container, $$"""{"host":"{{outside.Address}}"}""")).Body);
        Assert.Equal("""{"error":"EHOSTUNREACH"}""", (await LocalExecutor.RunAsync(container, """{"host":"169.254.213.9"}""")).Body);
        Assert.Equal("""{"error":"ECONNREFUSED"}""", (await LocalExecutor.RunAsync(container, """{"host":"127.0.0.1"}""")).Body);
    }

    [Fact]
    public void Containers_are_put_below_the_executors_own_cgroup()
    {
        Assert.Equal("/mesos/abc", CgroupParent.Parse(["9:pids:/other", "4:cpu,memory:/mesos/abc", "0::/"]));
        Assert.Equal("/mesos/abc", CgroupParent.Parse(["0::/mesos/abc"]));
        Assert.Null(CgroupParent.Parse(["4:memory:/", "0::/"]));
        Assert.Null(CgroupParent.Parse(["0::/../.."]));
    }
}
