using Faas.Contracts;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>What an isolation driver must do that holds containers to their memory and processes.</summary>
public abstract class LimitingDriverConformance : IsolationDriverConformance
{
    [Fact]
    public async Task Too_much_memory_ends_that_container_alone()
    {
        await using var executor = await CreateAsync();
        var (_, greedy) = await executor.StartWithAsync("exports.main = () => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) }");
        var (_, modest) = await executor.StartWithAsync("exports.main = () => ({ alive: true })");
        Assert.Equal(ContainerEnd.OutOfMemory, (await LocalExecutor.RunAsync(greedy)).End);
        Assert.Equal("""{"alive":true}""", (await LocalExecutor.RunAsync(modest)).Body);
    }

    [Fact]
    public async Task Too_much_memory_in_what_a_function_starts_is_told()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = () => { for (let i = 0; i < 2000; i++) console.log('line ' + i); require('child_process').execFileSync(process.execPath, ['-e', 'const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1))'], { stdio: 'ignore' }) }");
        var ran = await LocalExecutor.RunAsync(container);
        Assert.Equal(ContainerEnd.OutOfMemory, ran.End);
        Assert.Equal(Enumerable.Range(0, 2_000).Select(line => $"stdout: line {line}"), ran.Lines.Where(line => line.StartsWith("stdout: line", StringComparison.Ordinal)));
        await container.Gone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Too_many_processes_are_refused()
    {
        await using var executor = await CreateAsync();
        executor.Options.PidsLimit = 40;
        var (_, container) = await executor.StartWithAsync("""
            const { spawn } = require('child_process');
            exports.main = () => new Promise(done => { let failed = 0, n = 0;
              for (let i = 0; i < 60; i++) spawn('sleep', ['100']).on('error', () => { failed++; if (++n === 60) done({ limited: true }) }).on('spawn', () => { if (++n === 60) done({ limited: failed > 0 }) }) })
            """);
        Assert.Equal("""{"limited":true}""", (await LocalExecutor.RunAsync(container)).Body);
    }
}
