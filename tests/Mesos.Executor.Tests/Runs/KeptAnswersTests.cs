using Faas.Contracts;

namespace Faas.Mesos.Executor.Tests.Runs;

/// <summary>An executor that keeps 1 MiB of answers, and runs whose answers are 0.4 MB each.</summary>
public sealed class KeptAnswersTests(KeptAnswersTests.SmallHost small) : IClassFixture<KeptAnswersTests.SmallHost>
{
    private readonly ExecutorHost _host = small.Host;
    private readonly string _c = $"c{Guid.NewGuid():n}";
    private readonly InvocationId[] _runs = [NewId(), NewId(), NewId()];

    [Fact]
    public async Task Of_more_answers_than_are_kept_the_oldest_is_lost_to_whoever_asks_again()
    {
        await using var caller = await StartAsync();
        foreach (var run in _runs) await RunAsync(caller, run);

        await using var again = await RunCaller.ConnectAsync(_host.Client);
        again.Ask(_c, _runs[0]);
        Assert.Equal(ExecutorFault.AlreadyStarted, await again.FaultAsync());
        again.Recall(_runs[0], _host.Life);
        Assert.Equal(ExecutorFault.AlreadyStarted, await again.FaultAsync());
        foreach (var kept in _runs[1..])
        {
            again.Recall(kept, _host.Life);
            Assert.Equal(200, (await again.AnswerAsync()).Status);
        }
    }

    [Fact]
    public async Task What_is_acknowledged_makes_room()
    {
        await using var caller = await StartAsync();
        foreach (var run in _runs)
        {
            var call = await RunAsync(caller, run);
            if (run == _runs[0]) caller.Acknowledge(call);
        }

        foreach (var kept in _runs[1..])
        {
            caller.Recall(kept, _host.Life);
            Assert.Equal(200, (await caller.AnswerAsync()).Status);
        }
    }

    [Fact]
    public async Task A_lost_answer_is_acknowledged_as_any_other()
    {
        await using var caller = await StartAsync();
        var calls = new List<uint>();
        foreach (var run in _runs) calls.Add(await RunAsync(caller, run));
        foreach (var call in calls) caller.Acknowledge(call);

        // Nothing is counted that is not there: there is room for two again.
        InvocationId[] others = [NewId(), NewId()];
        foreach (var run in others) await RunAsync(caller, run);
        foreach (var kept in others)
        {
            caller.Recall(kept, _host.Life);
            Assert.Equal(200, (await caller.AnswerAsync()).Status);
        }
    }

    private async Task<RunCaller> StartAsync()
    {
        await _host.StartWithAsync(_c, "exports.main = () => ({ text: 'x'.repeat(400000) })");
        return await RunCaller.ConnectAsync(_host.Client);
    }

    private async Task<uint> RunAsync(RunCaller caller, InvocationId run)
    {
        var call = caller.Ask(_c, run);
        Assert.Equal(200, (await caller.AnswerAsync()).Status);
        return call;
    }

    private static InvocationId NewId() => new(Guid.NewGuid());

    public sealed class SmallHost : IAsyncLifetime
    {
        internal ExecutorHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ExecutorHost.StartAsync(["--standalone-token", "token", "--kept-answers-mib", "1"]);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
