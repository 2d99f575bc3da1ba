using Faas.Contracts;

namespace Faas.Storage;

/// <summary>An invocation to accept.</summary>
public sealed record Enqueue
{
    /// <summary>Its id, in the function's shard.</summary>
    public required InvocationId Id { get; init; }

    /// <summary>What to run.</summary>
    public required FunctionId Function { get; init; }

    /// <summary>Its body: a JSON object, at most 1 MiB.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether it is started at most once and keeps no result: its caller waits to the end.</summary>
    public required bool Sync { get; init; }

    /// <summary>The gateway that listens for its result (<see cref="ResultInbox.Gateway"/>), or <see langword="null"/>.</summary>
    public string? Gateway { get; init; }

    /// <summary>How long it may wait to be started; <see langword="null"/> for as long as it takes.</summary>
    public TimeSpan? StartWithin { get; init; }

    /// <summary>W3C <c>traceparent</c>, 55 characters.</summary>
    public required string TraceParent { get; init; }

    /// <summary>What it goes before.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>How long after its acceptance it may run at the earliest.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>A time before which it does not run, or <see langword="null"/>.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Under which it is accepted once, or <see langword="null"/>.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>Whether it asks for more than its turn: a script with more to it accepts it.</summary>
    internal bool IsPlain => Priority == Priority.Normal && Delay <= TimeSpan.Zero && NotBefore is null && Key is null;
}
