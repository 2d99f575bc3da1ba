using System.Collections.Immutable;

namespace Faas.Mesos.Local.Resources;

/// <summary>So much of one named resource: a scalar in thousandths (Mesos keeps three decimals) or ranges.</summary>
internal sealed record Quantity(string Name, long Milli, ImmutableArray<Interval> Ranges)
{
    public static Quantity OfScalar(string name, double value) => new(name, (long)Math.Round(value * 1000), []);

    public static Quantity OfRanges(string name, params IEnumerable<Interval> ranges) => new(name, 0, RangeArithmetic.Normalize(ranges));

    public bool IsNothing => Milli == 0 && Ranges.IsEmpty;

    public Quantity Plus(Quantity other) => new(Name, Milli + other.Milli, RangeArithmetic.Add(Ranges, other.Ranges));

    public Quantity Minus(Quantity other) => new(Name, Milli - other.Milli, RangeArithmetic.Subtract(Ranges, other.Ranges));

    public bool Contains(Quantity other) => Milli >= other.Milli && RangeArithmetic.Contains(Ranges, other.Ranges);
}
