using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Allocator;

/// <summary>A framework's wish not to be offered these resources of an agent again before a moment.</summary>
internal sealed record OfferFilter(string FrameworkId, string Role, string AgentId, ResourceSet Refused, DateTimeOffset Until)
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <returns>
    /// How long Mesos really refuses: null for 0 (no filter at all), else at least the allocation interval, at most a year,
    /// and 5 seconds for what makes no sense.
    /// </returns>
    public static TimeSpan? Duration(Filters? filters, TimeSpan allocationInterval)
    {
        var seconds = filters?.RefuseSeconds ?? Default.TotalSeconds;
        var asked = seconds switch
        {
            >= 0 => seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest,
            _ => Default,
        };
        return asked == TimeSpan.Zero ? null : asked > allocationInterval ? asked : allocationInterval;
    }

    /// <summary>More than what was refused escapes the filter. A filter that ends at the moment of a batch still holds for it.</summary>
    public bool Hides(string role, string agentId, ResourceSet free, DateTimeOffset now) =>
        Until >= now && Role == role && AgentId == agentId && Refused.Contains(free);
}
