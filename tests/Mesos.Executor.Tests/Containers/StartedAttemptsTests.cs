using Faas.Mesos.Executor.Runs;

namespace Faas.Mesos.Executor.Tests.Containers;

public sealed class StartedAttemptsTests
{
    [Fact]
    public void An_attempt_is_new_once_and_the_oldest_is_forgotten_first()
    {
        var attempts = new StartedAttempts(2);
        var (a, b, c) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Assert.True(attempts.TryAdd(a, 1));
        Assert.False(attempts.TryAdd(a, 1));
        Assert.True(attempts.TryAdd(a, 2));
        Assert.True(attempts.TryAdd(b, 1));
        Assert.True(attempts.TryAdd(a, 1));
        Assert.False(attempts.TryAdd(b, 1));
        Assert.True(attempts.TryAdd(c, 1));
        Assert.True(attempts.TryAdd(b, 1));
    }
}
