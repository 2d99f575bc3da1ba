using System.Collections.Immutable;

namespace Faas.Mesos.Local.Resources;

/// <summary>So much of one named resource: a scalar in thousandths (Mesos keeps three decimals) or ranges.</summary>
internal sealed record Quantity(string Name, long Milli, ImmutableArray<Interval> Ranges)
{
    /// <summary>Null: anybody may be offered it.</summary>
    public Reservation? Reservation { get; init; }

    public static Quantity OfScalar(string name, double value) => new(name, (long)Math.Round(value * 1000), []);

    public static Quantity OfRanges(string name, params IEnumerable<Interval> ranges) => new(name, 0, RangeArithmetic.Normalize(ranges));

    public bool IsNothing => Milli == 0 && Ranges.IsEmpty;

    public bool IsLike(Quantity other) => Name == other.Name && Reservation == other.Reservation;

    public Quantity Plus(Quantity other) => this with { Milli = Milli + other.Milli, Ranges = RangeArithmetic.Add(Ranges, other.Ranges) };

    public Quantity Minus(Quantity other) => this with { Milli = Milli - other.Milli, Ranges = RangeArithmetic.Subtract(Ranges, other.Ranges) };

    public bool Contains(Quantity other) => Milli >= other.Milli && RangeArithmetic.Contains(Ranges, other.Ranges);
}
