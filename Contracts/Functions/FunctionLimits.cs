namespace Faas.Contracts;

/// <summary>What one function may use. Every limit is enforced; none is advice.</summary>
public sealed record FunctionLimits
{
    /// <summary>The limits of a function that names none.</summary>
    public static FunctionLimits Default { get; } = new();

    /// <summary>How long <c>init</c> and <c>run</c> may each take, in milliseconds.</summary>
    /// <value>Default 60,000; 100 to 600,000.</value>
    public int TimeoutMs { get; init; } = 60_000;

    /// <summary>Memory of one container, in MiB, shared by the runs in it.</summary>
    /// <value>Default 256; 64 to 4,096.</value>
    public int MemoryMiB { get; init; } = 256;

    /// <summary>Log lines kept of one invocation, in KiB; what is beyond is cut and said so.</summary>
    /// <value>Default 1,024; 0 to 10,240.</value>
    public int LogsKiB { get; init; } = 1_024;

    /// <summary>How many invocations one container runs at a time.</summary>
    /// <value>Default 1; 1 to 500.</value>
    public int Concurrency { get; init; } = 1;

    /// <summary>How many of its invocations run at a time in all its containers together; the others wait.</summary>
    /// <value>Default <see langword="null"/>: as many as there is room for; 1 to 100,000.</value>
    public int? Running { get; init; }

    /// <summary>How many of its invocations may wait; more are refused with 429.</summary>
    /// <value>Default <see langword="null"/>: what the operator allows, which this cannot exceed; 1 to 100,000,000.</value>
    public int? QueueLength { get; init; }

    /// <summary>How many of its invocations are accepted in a second, after a burst of as many; more are refused with 429.</summary>
    /// <value>Default <see langword="null"/>: any number; 1 to 1,000,000.</value>
    public int? RatePerSecond { get; init; }

    /// <summary>What it may reach over the network.</summary>
    /// <value>Default <c>outbound</c>: everything but the machine it runs on, other functions, and what the operator forbids; or <c>none</c>.</value>
    public FunctionNetwork Network { get; init; }

    /// <summary><see cref="TimeoutMs"/> as a duration.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMs);

    /// <summary>What is wrong with these limits: one line per mistake, none when all is well.</summary>
    public IEnumerable<(string Field, string Problem)> Mistakes()
    {
        if (TimeoutMs is < 100 or > 600_000) yield return ("limits.timeoutMs", $"The timeout is 100 to 600000 ms, not {TimeoutMs}.");
        if (MemoryMiB is < 64 or > 4_096) yield return ("limits.memoryMiB", $"The memory is 64 to 4096 MiB, not {MemoryMiB}.");
        if (LogsKiB is < 0 or > 10_240) yield return ("limits.logsKiB", $"Logs are 0 to 10240 KiB, not {LogsKiB}.");
        if (Concurrency is < 1 or > 500) yield return ("limits.concurrency", $"The concurrency is 1 to 500, not {Concurrency}.");
        if (Running is < 1 or > 100_000) yield return ("limits.running", $"The number that run at a time is 1 to 100000, not {Running}.");
        if (QueueLength is < 1 or > 100_000_000) yield return ("limits.queueLength", $"The queue length is 1 to 100000000, not {QueueLength}.");
        if (RatePerSecond is < 1 or > 1_000_000) yield return ("limits.ratePerSecond", $"The rate is 1 to 1000000 a second, not {RatePerSecond}.");
    }
}
