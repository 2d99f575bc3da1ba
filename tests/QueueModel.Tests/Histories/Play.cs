namespace Faas.QueueModel.Tests.Histories;

/// <summary>Lets three invokers, gateways, operators and fate take turns as a seed says, until everything has ended.</summary>
internal sealed class Play(Stage stage)
{
    private const int Invokers = 3, Invocations = 25, Turns = 1_500, Patience = 20_000;

    private readonly List<(string Session, IAsyncEnumerator<bool> Part)> _parts = [];
    private readonly IAsyncEnumerator<bool>[] _gateways = Several(() => GatewayActor.TakeBackAsync(stage)), _operators = Several(() => OperatorActor.LookAfterLettersAsync(stage));
    private readonly Queue<string> _dead = new();
    private int _sessions;

    public async Task RunAsync()
    {
        if (stage.Choose(2) == 0) await stage.FailoverAsync();
        for (var i = 0; i < Invokers; i++) Enter();
        for (var (turn, accepted) = (0, 0); turn < Turns || accepted < Invocations; turn++)
        {
            if (accepted < Invocations && stage.Choose(await stage.HasRoomAsync() ? 3 : 15) == 0)
            {
                await stage.EnqueueAsync();
                accepted++;
            }
            else await TurnAsync();
        }
        stage.Faulty = false;
        while (_dead.Count > 0) await ExpireDeadAsync();
        // It may be a dead one's.
        await stage.ExpireLeaseAsync();
        for (var turn = 0; !await stage.IsAtRestAsync(); turn++)
        {
            await stage.PassTimeAsync(all: true);
            Assert.True(turn < Patience, "It does not come to rest: something waits, or is claimed, and nobody does anything about it.");
            await TurnAsync();
        }
        await stage.BalanceAsync();
    }

    private async Task TurnAsync()
    {
        if (stage.Fault(150)) await stage.ExpireLeaseAsync();
        else if (stage.Fault(150)) await stage.ExpireSessionAsync(_parts[stage.Choose(_parts.Count)].Session);
        else if (_dead.Count > 0 && stage.Fault(60)) await ExpireDeadAsync();
        else if (stage.Fault(300)) Kill(_parts[stage.Choose(_parts.Count)].Session);
        else if (stage.Fault(60)) await stage.PassTimeAsync(all: false);
        else if (stage.Fault(60)) await stage.BalanceAsync();
        else if (stage.Fault(40)) await stage.ForgetAsync();
        else if (stage.Fault(15)) await _gateways[stage.Choose(_gateways.Length)].MoveNextAsync();
        else if (stage.Fault(20)) await _operators[stage.Choose(_operators.Length)].MoveNextAsync();
        else
        {
            // Several turns in a row: the others stand still.
            var part = _parts[stage.Choose(_parts.Count)].Part;
            for (var steps = 1 + stage.Choose(4); steps > 0; steps--) await part.MoveNextAsync();
        }
    }

    private Task ExpireDeadAsync() => stage.ExpireSessionAsync(_dead.Dequeue());

    private static IAsyncEnumerator<bool>[] Several(Func<IAsyncEnumerable<bool>> actor) => [.. Enumerable.Range(0, 3).Select(_ => actor().GetAsyncEnumerator())];

    private void Enter()
    {
        var actor = new InvokerActor(stage, $"{_sessions++:d16}");
        _parts.AddRange(actor.Parts().Select(part => (actor.Session, part.GetAsyncEnumerator())));
    }

    private void Kill(string session)
    {
        _parts.RemoveAll(part => part.Session == session);
        _dead.Enqueue(session);
        Enter();
    }
}
