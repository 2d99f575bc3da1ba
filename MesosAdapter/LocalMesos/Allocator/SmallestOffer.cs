using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Allocator;

/// <summary>
/// What an offer must have at least: one of several amounts. The master's default, cpus:0.01|mem:32, holds unless the framework
/// asks for other amounts for a role.
/// </summary>
internal sealed record SmallestOffer(IReadOnlyList<IReadOnlyDictionary<string, long>> Amounts)
{
    public static readonly SmallestOffer OfMaster =
        new([new Dictionary<string, long> { ["cpus"] = 10 }, new Dictionary<string, long> { ["mem"] = 32_000 }]);

    public static SmallestOffer Of(FrameworkInfo framework, string role) =>
        framework.OfferFilters.GetValueOrDefault(role)?.MinAllocatableResources is { } asked
            ? new([.. asked.Quantities.Select(ToMilli)])
            : OfMaster;

    public bool Admits(ResourceSet free) =>
        !free.IsEmpty && (Amounts.Count == 0 || Amounts.Any(amount => amount.All(a => free.Milli(a.Key) >= a.Value)));

    private static Dictionary<string, long> ToMilli(ResourceQuantities quantities) =>
        quantities.Quantities.ToDictionary(q => q.Key, q => (long)Math.Round(q.Value.Value * 1000));
}
