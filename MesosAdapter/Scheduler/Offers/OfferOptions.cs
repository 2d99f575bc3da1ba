using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>How offers are held and asked for. Section <c>Mesos</c>.</summary>
public sealed class OfferOptions
{
    /// <summary>How much offered memory is held for whatever comes next, so that a container starts without waiting for the allocator.</summary>
    /// <value>Default 1024 MiB; 0 holds nothing in advance. More takes more from the other frameworks of the cluster.</value>
    [Range(0, 1 << 24)]
    public int HeadroomMiB { get; set; } = 1024;

    /// <summary>The largest part of the cluster's memory that is held so, however much the headroom is; beside other frameworks, the largest part that is held in offers at all.</summary>
    /// <value>Default 0.05. The master is asked for its size, and for how many frameworks there are, twice a minute.</value>
    [Range(0.0, 1.0)]
    public double HeadroomMaxShare { get; set; } = 0.05;

    /// <summary>How long an offer beyond the headroom is held.</summary>
    /// <value>Default 10 seconds, ± 20 %.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan OfferHold { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an offer is held at all; then it goes back without a filter, and whoever has the smallest share gets it.</summary>
    /// <value>Default 5 minutes, ± 20 %; keep it under 0.8 of the master's <c>--offer_timeout</c>, where one is set.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OfferMaxHold { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long the master keeps offers away that were declined because they were not needed; a REVIVE ends it.</summary>
    /// <value>Default 30 seconds, ± 33 %.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SurplusFilter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What every ACCEPT and DECLINE says as <c>refuse_seconds</c>, for operators who want the published tuning (0.01).</summary>
    /// <value>Default unset: an ACCEPT says 0, which alone installs no filter (any other value is rounded up to the allocation interval).</value>
    [Range(0.0, 86400.0)]
    public double? OfferRefuseSeconds { get; set; }

    /// <summary>How many REVIVE calls a second may be made; each costs the master an allocation over all agents.</summary>
    /// <value>Default 10; take 1 or 2 on clusters of thousands of agents.</value>
    [Range(0.1, 1000.0)]
    public double RevivesPerSecond { get; set; } = 10;

    /// <summary>How many REVIVE calls may be made at once after a quiet time.</summary>
    /// <value>Default 5.</value>
    [Range(1, 1000)]
    public int ReviveBurst { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class OfferOptionsValidator : IValidateOptions<OfferOptions>;
