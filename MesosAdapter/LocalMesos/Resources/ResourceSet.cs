using System.Collections.Immutable;
using System.Globalization;

namespace Faas.Mesos.Local.Resources;

/// <summary>An immutable amount of resources, in the order in which Mesos names them.</summary>
internal sealed class ResourceSet
{
    public static readonly ResourceSet Empty = new([]);

    private static readonly string[] Order = ["ports", "cpus", "mem", "disk"];

    private readonly ImmutableArray<Quantity> _quantities;

    private ResourceSet(ImmutableArray<Quantity> quantities) => _quantities = quantities;

    public bool IsEmpty => _quantities.IsEmpty;

    public IEnumerable<Quantity> Quantities => _quantities;

    public static ResourceSet Of(params IEnumerable<Quantity> quantities) =>
        quantities.Where(q => !q.IsNothing).Aggregate(Empty, (set, quantity) => set.Plus(quantity));

    public long Milli(string name) => Find(name)?.Milli ?? 0;

    public ResourceSet Plus(ResourceSet other) => other._quantities.Aggregate(this, (set, quantity) => set.Plus(quantity));

    public ResourceSet Minus(ResourceSet other) => new(
    [
        .. _quantities.Select(q => other.Find(q.Name) is { } taken ? q.Minus(taken) : q).Where(q => !q.IsNothing),
    ]);

    public bool Contains(ResourceSet other) => other._quantities.All(q => Find(q.Name)?.Contains(q) == true);

    /// <summary>As Mesos prints resources in messages: cpus(allocated: faas):63.8; ports(allocated: faas):[31000-32000].</summary>
    public string Describe(string role) => string.Join("; ", _quantities.Select(q => $"{q.Name}(allocated: {role}):{Describe(q)}"));

    private static string Describe(Quantity quantity) => quantity.Ranges.IsEmpty
        ? (quantity.Milli / 1000.0).ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", quantity.Ranges.Select(r => $"{r.Begin}-{r.End}"))}]";

    private Quantity? Find(string name) => _quantities.FirstOrDefault(q => q.Name == name);

    private ResourceSet Plus(Quantity quantity) => Find(quantity.Name) is { } present
        ? new(_quantities.Replace(present, present.Plus(quantity)))
        : new([.. _quantities.Append(quantity).OrderBy(Rank).ThenBy(q => q.Name, StringComparer.Ordinal)]);

    private static int Rank(Quantity quantity) => Array.IndexOf(Order, quantity.Name) is var rank and >= 0 ? rank : Order.Length;
}
