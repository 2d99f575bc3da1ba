using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Pool;

/// <summary>How many containers a function gets, and how long they live unused.</summary>
public sealed class PoolOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Pool";

    /// <summary>How long a warm container may sit unused before it is removed.</summary>
    /// <value>Default 10 minutes; shorter saves memory, longer saves cold starts.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a container start is taken to last before one has been seen.</summary>
    /// <value>Default 150 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan AssumedStart { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How many containers a function with a standing queue gets even though each invocation is short: what makes use of the cores, no more.</summary>
    /// <value>Default: the cores of this machine. Source: facts measured in docs/decisions/0002.</value>
    [Range(1, 1_024)]
    public int StandingQueueContainers { get; set; } = Environment.ProcessorCount;

    /// <summary>Most containers of one function.</summary>
    /// <value>Default 1,000.</value>
    [Range(1, 100_000)]
    public int MaxContainersPerFunction { get; set; } = 1_000;

    /// <summary>How many invocations may be sent to a container ahead of their turn, where it takes one at a time and its runs are short.</summary>
    /// <value>Default 7, which is what executors allow. 0 sends none ahead. Source: docs/decisions/0006.</value>
    [Range(0, 7)]
    public int MaxAhead { get; set; } = 7;

    /// <summary>How long a run may be, of all that a function had of late, for others to be sent ahead; half of it is how long they may have to wait.</summary>
    /// <value>Default 25 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan AheadPatience { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How long a function may go on in its containers while another waits for capacity.</summary>
    /// <value>Default 200 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Quantum { get; set; } = TimeSpan.FromMilliseconds(200);
}

[OptionsValidator]
internal sealed partial class PoolOptionsValidator : IValidateOptions<PoolOptions>;
