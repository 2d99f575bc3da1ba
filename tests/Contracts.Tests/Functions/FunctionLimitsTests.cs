namespace Faas.Contracts.Tests;

public sealed class FunctionLimitsTests
{
    [Fact]
    public void The_defaults_are_OpenWhisks() =>
        Assert.Equal((60_000, 256, 1, TimeSpan.FromMinutes(1)), (FunctionLimits.Default.TimeoutMs, FunctionLimits.Default.MemoryMiB, FunctionLimits.Default.Concurrency, FunctionLimits.Default.Timeout));

    [Fact]
    public void Both_ends_of_every_range_are_allowed()
    {
        Assert.Empty(FunctionLimits.Default.Mistakes());
        Assert.Empty(new FunctionLimits { TimeoutMs = 100, MemoryMiB = 64, LogsKiB = 0, Concurrency = 1 }.Mistakes());
        Assert.Empty(new FunctionLimits { TimeoutMs = 600_000, MemoryMiB = 4_096, LogsKiB = 10_240, Concurrency = 500 }.Mistakes());
    }

    [Theory]
    [InlineData(99, 63, -1, 0), InlineData(600_001, 4_097, 10_241, 501)]
    public void Every_mistake_is_told(int timeout, int memory, int logs, int concurrency)
    {
        var limits = new FunctionLimits { TimeoutMs = timeout, MemoryMiB = memory, LogsKiB = logs, Concurrency = concurrency };

        Assert.Equal(["limits.timeoutMs", "limits.memoryMiB", "limits.logsKiB", "limits.concurrency"], limits.Mistakes().Select(mistake => mistake.Field));
    }
}
