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

    public IEnumerable<string> Names => _quantities.Select(q => q.Name).Distinct();

    public static ResourceSet Of(params IEnumerable<Quantity> quantities) =>
        quantities.Where(q => !q.IsNothing).Aggregate(Empty, (set, quantity) => set.Plus(quantity));

    /// <summary>How much there is, reserved or not.</summary>
    public long Milli(string name) => _quantities.Where(q => q.Name == name).Sum(q => q.Milli);

    /// <summary>How much of it is not reserved.</summary>
    public long MilliUnreserved(string name) => _quantities.Where(q => q.Name == name && q.Reservation is null).Sum(q => q.Milli);

    public ResourceSet Plus(ResourceSet other) => other._quantities.Aggregate(this, (set, quantity) => set.Plus(quantity));

    public ResourceSet Minus(ResourceSet other) => new(
    [
        .. _quantities.Select(q => other.Find(q) is { } taken ? q.Minus(taken) : q).Where(q => !q.IsNothing),
    ]);

    public bool Contains(ResourceSet other) => other._quantities.All(q => Find(q)?.Contains(q) == true);

    /// <summary>What is reserved for the role and what is not reserved.</summary>
    public ResourceSet AllocatableTo(string role) => new([.. _quantities.Where(q => q.Reservation?.Serves(role) != false)]);

    /// <summary>The same amounts, reserved like this.</summary>
    public ResourceSet Reserved(Reservation? reservation) => Of(_quantities.Select(q => q with { Reservation = reservation }));

    /// <summary>No more than this of what is not reserved, in thousandths; what is not named, and ranges, whole.</summary>
    public ResourceSet Chopped(IReadOnlyDictionary<string, long> most) => Of(_quantities.Select(q =>
        q.Reservation is null && q.Ranges.IsEmpty && most.TryGetValue(q.Name, out var left) ? q with { Milli = Math.Clamp(left, 0, q.Milli) } : q));

    /// <summary>What of this set is more than in the other.</summary>
    public ResourceSet Beyond(ResourceSet other) => Of(_quantities.Select(q => other.Find(q) is { } had
        ? q.Minus(had) is { Milli: >= 0 } more ? more : q with { Milli = 0, Ranges = [] }
        : q));

    /// <summary>As Mesos prints resources in messages: cpus(allocated: faas):63.8; ports(allocated: faas):[31000-32000].</summary>
    public string Describe(string role) => string.Join("; ", _quantities.Select(q => $"{q.Name}(allocated: {role}){Describe(q.Reservation)}:{Describe(q)}"));

    private static string Describe(Reservation? reservation) =>
        reservation is null ? "" : $"(reservations: [({(reservation.IsDynamic ? "DYNAMIC" : "STATIC")},{reservation.Role})])";

    private static string Describe(Quantity quantity) => quantity.Ranges.IsEmpty
        ? (quantity.Milli / 1000.0).ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", quantity.Ranges.Select(r => $"{r.Begin}-{r.End}"))}]";

    private Quantity? Find(Quantity like) => _quantities.FirstOrDefault(q => q.IsLike(like));

    private ResourceSet Plus(Quantity quantity) => Find(quantity) is { } present
        ? new(_quantities.Replace(present, present.Plus(quantity)))
        : new([.. _quantities.Append(quantity).OrderBy(Rank).ThenBy(q => q.Name, StringComparer.Ordinal).ThenBy(q => q.Reservation?.Role, StringComparer.Ordinal)]);

    private static int Rank(Quantity quantity) => Array.IndexOf(Order, quantity.Name) is var rank and >= 0 ? rank : Order.Length;
}
