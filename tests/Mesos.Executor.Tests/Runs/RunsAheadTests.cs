using System.Text;
using Faas.Contracts;
using Faas.Mesos.Executor.Tests.Endpoint;

namespace Faas.Mesos.Executor.Tests.Runs;

public sealed class RunsAheadTests(ContainersApiTests.OneHost one) : IClassFixture<ContainersApiTests.OneHost>, IDisposable
{
    /// <summary>Notes each run that is begun; the first then waits for the test's word.</summary>
    private const string Noting = """
        const fs = require('fs');
        const word = file => new Promise(said => { const look = () => fs.existsSync(file) ? said() : setTimeout(look, 5); look() });
        exports.main = async p => { fs.appendFileSync(p.folder + '/begun', `${p.n} `); await word(p.folder + '/word'); if (p.exit) process.exit(3); return { n: p.n } };
        """;

    private readonly ExecutorHost _host = one.Host;
    private readonly string _c = $"c{Guid.NewGuid():n}", _d = $"d{Guid.NewGuid():n}";
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-ahead-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Runs_sent_ahead_are_begun_one_after_the_other_and_have_their_own_lines()
    {
        await _host.StartWithAsync(_c, "let busy = 0; exports.main = async p => { console.log('in', p.n, ++busy); await new Promise(setImmediate); console.log('out', p.n); busy--; return { n: p.n } }");
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        for (var n = 0; n < 8; n++) caller.Ask(_c, NewId(), $$"""{"n":{{n}}}""");
        for (var n = 0; n < 8; n++)
        {
            var answer = await caller.AnswerAsync();
            Assert.Equal($$"""{"n":{{n}}}""", Text(answer.Body));
            Assert.Equal([$"stdout: in {n} 1", $"stdout: out {n}"], Text(answer.Logs).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[28..]));
        }
    }

    [Fact]
    public async Task Runs_behind_one_that_ends_the_container_were_never_begun_and_may_be_asked_for_again()
    {
        await _host.StartWithAsync(_c, Noting);
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        InvocationId[] behind = [NewId(), NewId()];
        caller.Ask(_c, NewId(), Parameters(0, exit: true));
        foreach (var invocation in behind) caller.Ask(_c, invocation, Parameters(1));
        Say();
        Assert.Equal((ContainerEnd.Crashed, "exit code 3"), await EndAsync(caller));
        Assert.Equal(ExecutorFault.ContainerGone, await caller.FaultAsync());
        Assert.Equal(ExecutorFault.ContainerGone, await caller.FaultAsync());

        await _host.StartWithAsync(_d, Noting);
        caller.Ask(_d, behind[0], Parameters(2));
        Assert.Equal("""{"n":2}""", Text((await caller.AnswerAsync()).Body));
        Assert.Equal("0 2 ", await File.ReadAllTextAsync(Path.Combine(_folder, "begun"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Runs_behind_one_whose_time_is_up_were_never_begun()
    {
        await _host.StartWithAsync(_c, Noting);
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask(_c, NewId(), Parameters(0), timeoutMs: 300);
        caller.Ask(_c, NewId(), Parameters(1), timeoutMs: 300);
        Assert.Equal(ContainerEnd.TimedOut, (await EndAsync(caller)).End);
        Assert.Equal(ExecutorFault.ContainerGone, await caller.FaultAsync());
        Assert.Equal("0 ", await File.ReadAllTextAsync(Path.Combine(_folder, "begun"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Taking_back_a_run_that_waits_leaves_the_one_before_it_alone()
    {
        await _host.StartWithAsync(_c, Noting);
        await using var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask(_c, NewId(), Parameters(0));
        caller.Cancel(caller.Ask(_c, NewId(), Parameters(1)));
        Say();
        Assert.Equal("""{"n":0}""", Text((await caller.AnswerAsync()).Body));
    }

    private string Parameters(int n, bool exit = false) => $$"""{"folder":"{{_folder}}","n":{{n}},"exit":{{(exit ? "true" : "false")}}}""";

    private void Say() => File.WriteAllText(Path.Combine(_folder, "word"), "");

    private static async Task<(ContainerEnd End, string? Detail)> EndAsync(RunCaller caller)
    {
        var answer = await caller.AnswerAsync();
        return (answer.End, answer.Detail);
    }

    private static InvocationId NewId() => new(Guid.NewGuid());

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
