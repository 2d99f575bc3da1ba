using System.Text.Json.Serialization;

namespace Faas.Contracts;

/// <summary>What is kept of an invocation, apart from its payload, its result and logs over 16 KiB, which have keys of their own.</summary>
public sealed record InvocationRecord
{
    /// <summary>Logs up to this many bytes stand in the record itself.</summary>
    public const int MaxInlineLogs = 16 << 10;

    /// <summary>The number of this stored form; a reader accepts this one and the one before.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>Its id.</summary>
    public required InvocationId Id { get; init; }

    /// <summary>The text of its <see cref="FunctionId"/>.</summary>
    public required string Function { get; init; }

    /// <summary>The revision that ran; <see langword="null"/> when none was claimed for it.</summary>
    public string? Revision { get; init; }

    /// <summary>Where it is.</summary>
    public required InvocationState State { get; init; }

    /// <summary>How it ended; <see langword="null"/> until then.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>How the last attempt ended while another is to come; <see langword="null"/> otherwise.</summary>
    public Outcome? LastOutcome { get; init; }

    /// <summary>Why, in a sentence for its user; <see langword="null"/> on success.</summary>
    public string? Reason { get; init; }

    /// <summary>The limit that kept it from starting, as <c>namespace.running</c>; <see langword="null"/> unless one did.</summary>
    public string? Limit { get; init; }

    /// <summary>Which try this was, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Whether its caller waited for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sync { get; init; }

    /// <summary>When it was accepted, in microseconds since 1970 by the store's clock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long AcceptedMicros { get; init; }

    /// <summary>When it reached its final state, likewise; 0 until then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long EndedMicros { get; init; }

    /// <summary>When its next attempt is due, likewise; 0 unless it is delayed. Read, never stored.</summary>
    [JsonIgnore]
    public long DueMicros { get; init; }

    /// <summary>Where its time went.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public InvocationTimings Timings { get; init; }

    /// <summary>What it waited for; <see langword="null"/> when it never started.</summary>
    public StartKind? Start { get; init; }

    /// <summary>The container that ran it.</summary>
    public string? Container { get; init; }

    /// <summary>Its trace, as W3C <c>traceparent</c>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Its log lines, <c>time stream: text</c> each, when they are at most <see cref="MaxInlineLogs"/>.</summary>
    public string? Logs { get; init; }

    /// <summary>Whether the logs have a key of their own instead.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LogsApart { get; init; }
}
