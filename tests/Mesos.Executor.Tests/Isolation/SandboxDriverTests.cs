using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class SandboxDriverTests : LimitingDriverConformance
{
    private protected override IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter) => new SandboxDriver(options, starter, TimeProvider.System, NullLoggerFactory.Instance);

    [Fact]
    public async Task A_function_is_nobody_and_sees_little()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("""
            const fs = require('fs');
            const attempt = work => { try { work(); return 'allowed' } catch (e) { return e.code } };
            exports.main = () => ({
              root: fs.readdirSync('/').sort().filter(name => !name.startsWith('lib') && !name.endsWith('bin')),
              home: attempt(() => fs.readdirSync('/home')), usr: attempt(() => fs.writeFileSync('/usr/x', '')), own: attempt(() => fs.writeFileSync('/run/faas/code/x', '')),
              tmp: attempt(() => fs.writeFileSync('/tmp/x', '')), user: process.getuid() === 1000, processes: fs.readdirSync('/proc').filter(Number).length,
              capabilities: /CapEff:\s*0+\n/.test(fs.readFileSync('/proc/self/status', 'utf8')), secrets: Object.keys(process.env).filter(name => name.startsWith('FAAS')),
            })
            """);
        var ran = await LocalExecutor.RunAsync(container);
        Assert.Equal("""{"root":["dev","etc","proc","run","tmp","usr"],"home":"ENOENT","usr":"EROFS","own":"EROFS","tmp":"allowed","user":true,"processes":2,"capabilities":true,"secrets":[]}""", ran.Body);
    }
}
