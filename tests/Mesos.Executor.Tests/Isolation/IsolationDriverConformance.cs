using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>What every isolation driver must do.</summary>
public abstract class IsolationDriverConformance
{
    private protected abstract IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter);

    /// <summary>The runtimes it starts, where those of this machine are of no use to it.</summary>
    private protected virtual Task<RuntimeCatalog?> CatalogAsync() => Task.FromResult<RuntimeCatalog?>(null);

    private protected async Task<LocalExecutor> CreateAsync() => await LocalExecutor.CreateAsync((options, starter) =>
    {
        var driver = Create(options, starter);
        Assert.SkipWhen(driver.FindMissing() is not null, $"{driver.Name} cannot work here: {driver.FindMissing()}");
        return driver;
    }, await CatalogAsync());

    [Theory, InlineData("nodejs", "exports.main = p => ({ sum: p.a + p.b })"), InlineData("python", "def main(p): return {'sum': p['a'] + p['b']}")]
    public async Task A_function_runs_again_and_again(string family, string code)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync(code, family);
        for (var i = 0; i < 3; i++)
        {
            var ran = await LocalExecutor.RunAsync(container, $$"""{"a":{{i}},"b":1}""");
            Assert.Equal((ContainerEnd.Answered, 200, $$"""{"sum":{{i + 1}}}"""), (ran.End, ran.Status, ran.Body));
            Assert.Equal("", ran.Logs);
        }
    }

    [Theory]
    [InlineData("nodejs", "exports.main = p => { console.log('a ' + p.n); console.error('b'); process.stdout.write('no newline'); return {} }")]
    [InlineData("python", "import sys\ndef main(p):\n  print('a', p['n']); print('b', file=sys.stderr); print('no newline', end='')")]
    public async Task Each_run_has_its_own_lines_of_both_streams(string family, string code)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync(code, family);
        foreach (var n in new[] { 1, 2 })
        {
            var ran = await LocalExecutor.RunAsync(container, $$"""{"n":{{n}}}""");
            Assert.Equal(["stderr: b", $"stdout: a {n}", "stdout: no newline"], ran.Lines.Order());
        }
    }

    [Theory]
    [InlineData("nodejs", "exports.main = async (p, c) => { console.log('in ' + p.n); await new Promise(r => setTimeout(r, 20)); console.log('out ' + p.n); return { n: p.n } }")]
    [InlineData("python", "import time\ndef main(p):\n  print('in', p['n']); time.sleep(0.02); print('out', p['n']); return {'n': p['n']}")]
    public async Task Runs_at_a_time_keep_their_lines_apart(string family, string code)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync(code, family, concurrency: 8);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => LocalExecutor.RunAsync(container, $$"""{"n":{{n}}}""")));
        for (var n = 0; n < all.Length; n++)
        {
            Assert.Equal($$"""{"n":{{n}}}""", all[n].Body);
            Assert.Equal([$"stdout: in {n}", $"stdout: out {n}"], all[n].Lines);
        }
    }

    [Theory]
    [InlineData("nodejs", "exports.main = async p => { console.log('in ' + p.n); await new Promise(setImmediate); console.error('out ' + p.n); return { n: p.n } }")]
    [InlineData("python", "import sys\ndef main(p):\n  print('in', p['n']); print('out', p['n'], file=sys.stderr); return {'n': p['n']}")]
    public async Task Runs_sent_ahead_of_their_turn_keep_their_lines_apart(string family, string code)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync(code, family);
        var all = await Task.WhenAll(Enumerable.Range(0, 1 + container.Ahead).Select(n => LocalExecutor.RunAsync(container, $$"""{"n":{{n}}}""")));
        for (var n = 0; n < all.Length; n++)
        {
            Assert.Equal($$"""{"n":{{n}}}""", all[n].Body);
            Assert.Equal([$"stderr: out {n}", $"stdout: in {n}"], all[n].Lines.Order());
        }
    }

    [Fact]
    public async Task A_thrown_error_is_answered_and_its_stack_is_in_the_logs()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = function culprit() { throw new Error('oh') }");
        var ran = await LocalExecutor.RunAsync(container);
        Assert.Equal((ContainerEnd.Answered, 502), (ran.End, ran.Status));
        Assert.Contains("oh", ran.Body, StringComparison.Ordinal);
        Assert.Contains(ran.Lines, line => line.StartsWith("stderr:", StringComparison.Ordinal) && line.Contains("culprit", StringComparison.Ordinal));
    }

    [Theory, InlineData("nodejs", "exports.main = ("), InlineData("python", "def main(:")]
    public async Task Code_that_does_not_parse_says_where(string family, string code)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartAsync(family);
        var reply = await executor.InitAsync(container, code);
        Assert.Equal((ContainerEnd.Answered, 502), (reply.End, reply.Status));
        Assert.Contains("SyntaxError", reply.Body, StringComparison.Ordinal);
        Assert.Contains("SyntaxError", reply.Logs, StringComparison.Ordinal);
        await container.Gone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_archive_with_dependencies_works_and_reads_as_its_own_folder()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartAsync();
        var zip = executor.Invoker.AddZip(
            ("package.json", """{"main":"lib/start.js"}"""),
            ("lib/start.js", "const d = require('dep'); exports.main = () => ({ dep: d.name, data: require('fs').readFileSync('data.txt', 'utf8') })"),
            ("node_modules/dep/index.js", "exports.name = 'dep'"),
            ("data.txt", "here"));
        Assert.Equal(200, (await executor.InitAsync(container, zip)).Status);
        Assert.Equal("""{"dep":"dep","data":"here"}""", (await LocalExecutor.RunAsync(container)).Body);
    }

    [Fact]
    public async Task A_python_archive_finds_what_is_beside_it()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartAsync("python");
        var zip = executor.Invoker.AddZip(("__main__.py", "from dep import name\ndef main(p): return {'dep': name}"), ("dep/__init__.py", "name = 'dep'"));
        Assert.Equal(200, (await executor.InitAsync(container, zip)).Status);
        Assert.Equal("""{"dep":"dep"}""", (await LocalExecutor.RunAsync(container)).Body);
    }

    [Fact]
    public async Task A_timeout_kills_the_whole_tree_and_keeps_what_was_said()
    {
        await using var executor = await CreateAsync();
        var (id, container) = await executor.StartWithAsync("exports.main = () => { require('child_process').spawn('sleep', ['1000'], { detached: true }); console.log('before'); for (;;); }");
        var ran = await LocalExecutor.RunAsync(container, timeoutMs: 500);
        Assert.Equal(ContainerEnd.TimedOut, ran.End);
        Assert.Equal(["stdout: before"], ran.Lines);
        await executor.Registry.RemoveAsync(id);
        AssertNothingLeft(executor);
    }

    [Fact]
    public async Task A_timeout_among_others_lets_them_finish()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = p => new Promise(r => globalThis.go = p.wait ? (globalThis.go || r) : (r({}), null))", concurrency: 2);
        var other = LocalExecutor.RunAsync(container, """{"wait":true}""", timeoutMs: 20_000);
        Assert.Equal(ContainerEnd.TimedOut, (await LocalExecutor.RunAsync(container, """{"wait":true}""", timeoutMs: 200)).End);
        Assert.Null(container.TryEnterRun());
        Assert.False(other.IsCompleted);
        await executor.Registry.RemoveAllAsync();
        Assert.Equal((ContainerEnd.ExecutorFailed, "the container was removed"), ((await other).End, (await other).Detail));
    }

    [Theory, InlineData("process.exit(3)", "exit code 3"), InlineData("process.kill(process.pid, 'SIGKILL')", "killed by signal 9 (SIGKILL)")]
    public async Task A_death_is_told_with_its_reason(string death, string detail)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync($"exports.main = () => {{ console.log('last words'); {death} }}");
        var ran = await LocalExecutor.RunAsync(container);
        Assert.Equal((ContainerEnd.Crashed, detail), (ran.End, ran.Detail));
        Assert.Equal(["stdout: last words"], ran.Lines);
    }

    [Theory, InlineData("nodejs", "exports.main = () => ({ colour: process.env.COLOUR })"), InlineData("python", "import os\ndef main(p): return {'colour': os.environ['COLOUR']}")]
    public async Task The_functions_environment_is_there(string family, string code)
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartAsync(family);
        Assert.Equal(200, (await executor.InitAsync(container, code, new Dictionary<string, string> { ["COLOUR"] = "green" })).Status);
        Assert.Equal("""{"colour":"green"}""", (await LocalExecutor.RunAsync(container)).Body);
    }

    [Fact]
    public async Task An_answer_over_a_mebibyte_is_refused()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = p => ({ text: 'x'.repeat(p.size) })");
        Assert.Equal(ContainerEnd.Answered, (await LocalExecutor.RunAsync(container, """{"size":1048000}""")).End);
        Assert.Equal(ContainerEnd.AnswerTooLarge, (await LocalExecutor.RunAsync(container, """{"size":1048577}""")).End);
    }

    [Fact]
    public async Task A_flood_of_lines_is_cut_and_does_not_hold_the_run()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = () => { for (let i = 0; i < 50000; i++) console.log('line ' + i); return { done: true } }");
        var ran = await LocalExecutor.RunAsync(container, logsBytes: 2_000);
        Assert.Equal("""{"done":true}""", ran.Body);
        Assert.Contains("Logs were cut here", ran.Lines[^1], StringComparison.Ordinal);
        Assert.InRange(ran.Logs.Length, 1_000, 2_200);
    }

    [Fact]
    public async Task A_container_that_floods_for_ever_can_be_killed()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = () => { for (;;) console.log('more') }");
        Assert.Equal(ContainerEnd.TimedOut, (await LocalExecutor.RunAsync(container, timeoutMs: 300, logsBytes: 1_000)).End);
        await container.Gone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Remove_twice_is_harmless_and_leaves_nothing()
    {
        await using var executor = await CreateAsync();
        var (id, _) = await executor.StartWithAsync("exports.main = () => ({})");
        await Task.WhenAll(executor.Registry.RemoveAsync(id), executor.Registry.RemoveAsync(id));
        await executor.Registry.RemoveAsync(id);
        Assert.Empty(executor.Registry.List());
        AssertNothingLeft(executor);
    }

    [Fact]
    public async Task A_sweep_removes_what_an_earlier_life_left()
    {
        await using var executor = await CreateAsync();
        var (_, container) = await executor.StartWithAsync("exports.main = () => ({})");
        using var starter = new ProcessStarter();
        var later = Create(Microsoft.Extensions.Options.Options.Create(executor.Options), starter);
        using var life = later as IDisposable;
        await later.SweepAsync(TestContext.Current.CancellationToken);
        await container.Gone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static void AssertNothingLeft(LocalExecutor executor)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(executor.Options.DataFolder, "containers")));
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)), folder => Mentions(folder, executor.Options.DataFolder));
        Assert.Empty(Directory.EnumerateDirectories("/sys/fs/cgroup", $"faas-{ExecutorLabel.Of(executor.Options.DataFolder)}*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }));
    }

    private static bool Mentions(string process, string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(folder, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(process, "environ")).Contains(ExecutorLabel.Of(folder), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
