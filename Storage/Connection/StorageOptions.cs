using System.ComponentModel.DataAnnotations;

namespace Faas.Storage;

/// <summary>Where the store is and what it promises.</summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Storage";

    /// <summary>How to reach Redis, in StackExchange.Redis' form: <c>host:port,password=…,ssl=true</c>.</summary>
    /// <value>Default <c>127.0.0.1:6379</c>.</value>
    [Required, MinLength(1)]
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>How long one command may take before the store counts as down.</summary>
    /// <value>Default 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What it means that an invocation is accepted.</summary>
    /// <value>Default <see cref="Durability.Everysec"/>, which is how Redis is usually set up.</value>
    public Durability Durability { get; set; } = Durability.Everysec;

    /// <summary>How long a replica may take to have an invocation, with <see cref="Durability.Replicated"/>; then it is answered 503.</summary>
    /// <value>Default 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan ReplicationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most invocations that may wait in one function's queue; more are refused with 429.</summary>
    /// <value>Default 100,000.</value>
    [Range(1, 100_000_000)]
    public int QueueLength { get; set; } = 100_000;

    /// <summary>How long the record, result and logs of an asynchronous or failed invocation are kept.</summary>
    /// <value>Default 24 hours.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan KeepInvocations { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an idempotency key is remembered.</summary>
    /// <value>Default 24 hours. Not longer than <see cref="KeepInvocations"/>: what it stands for must be there to be told.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan KeepKeys { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long dead letters and their records are kept.</summary>
    /// <value>Default 14 days: over a holiday.</value>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan KeepDeadLetters { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Most dead letters of one function; the oldest make room.</summary>
    /// <value>Default 10,000.</value>
    [Range(1, 1_000_000)]
    public int DeadLetters { get; set; } = 10_000;

    /// <summary>How many records of successful synchronous invocations are kept for each function; up to a quarter more, for they are let go many at a time.</summary>
    /// <value>Default 100.</value>
    [Range(1, 10_000)]
    public int KeepSyncSuccesses { get; set; } = 100;

    /// <summary>How long the result of a successful synchronous invocation is kept for its caller, should the message that carries it be lost.</summary>
    /// <value>Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan KeepSyncResults { get; set; } = TimeSpan.FromMinutes(1);
}
