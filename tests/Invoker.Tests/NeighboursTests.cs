using Faas.Contracts;
using Faas.Invoker.Ownership;

namespace Faas.Invoker.Tests;

public sealed class NeighboursTests
{
    [Fact]
    public void Who_could_not_renew_its_session_still_counts_and_who_could_speaks_for_itself()
    {
        var living = Neighbours.Join([Named("b", draining: true)], [Named("a"), Named("b")]);

        Assert.Equal([("b", true), ("a", false)], living.Select(invoker => (invoker.Session, invoker.Draining)));
    }

    private static InvokerStatus Named(string session, bool draining = false) =>
        new() { Session = session, Address = new("http://127.0.0.1:1"), StartedAt = DateTimeOffset.UnixEpoch, Draining = draining, Shards = [] };
}
