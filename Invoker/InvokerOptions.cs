using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Invoker;

/// <summary>How an invoker owns, runs and drains.</summary>
public sealed class InvokerOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Invoker";

    /// <summary>Base address at which executors reach this invoker, to fetch code.</summary>
    /// <value>Default: the first address it listens on.</value>
    public Uri? Address { get; set; }

    /// <summary>How long claims outlive an invoker that stops renewing its session.</summary>
    /// <value>Default 5 seconds; renewed at a third of it.</value>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shard stays owned by an invoker that stops renewing its lease; it stops claiming by itself after two thirds.</summary>
    /// <value>Default 6 seconds; renewed at a third of it.</value>
    [Range(typeof(TimeSpan), "00:00:03", "00:01:00")]
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long running invocations may go on once the invoker is told to stop.</summary>
    /// <value>Default 30 seconds. What still runs then is left to its executor and counts as lost.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how many losses by the platform an invocation is given up: a function that takes agents down must not take all of them.</summary>
    /// <value>Default 5. The attempts a function's own retries may use are counted apart.</value>
    [Range(1, 50)]
    public int MaxLosses { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class InvokerOptionsValidator : IValidateOptions<InvokerOptions>;
