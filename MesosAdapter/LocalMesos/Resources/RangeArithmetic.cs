using System.Collections.Immutable;

namespace Faas.Mesos.Local.Resources;

/// <summary>A closed interval, as Mesos' ranges are.</summary>
internal readonly record struct Interval(ulong Begin, ulong End);

/// <summary>Sets of whole numbers as sorted, disjoint, merged intervals.</summary>
internal static class RangeArithmetic
{
    public static ImmutableArray<Interval> Normalize(IEnumerable<Interval> intervals)
    {
        var merged = new List<Interval>();
        foreach (var next in intervals.Where(i => i.Begin <= i.End).OrderBy(i => i.Begin))
        {
            if (merged.Count > 0 && next.Begin <= merged[^1].End + 1)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, next.End) };
            }
            else
            {
                merged.Add(next);
            }
        }
        return [.. merged];
    }

    public static ImmutableArray<Interval> Add(ImmutableArray<Interval> left, ImmutableArray<Interval> right) => Normalize(left.Concat(right));

    public static ImmutableArray<Interval> Subtract(ImmutableArray<Interval> from, ImmutableArray<Interval> taken) =>
        [.. taken.Aggregate(from.AsEnumerable(), (left, hole) => left.SelectMany(i => Without(i, hole)).ToList())];

    public static bool Contains(ImmutableArray<Interval> whole, ImmutableArray<Interval> part) =>
        part.All(p => whole.Any(w => w.Begin <= p.Begin && p.End <= w.End));

    private static IEnumerable<Interval> Without(Interval interval, Interval hole)
    {
        if (hole.End < interval.Begin || interval.End < hole.Begin)
        {
            yield return interval;
            yield break;
        }
        if (interval.Begin < hole.Begin)
        {
            yield return interval with { End = hole.Begin - 1 };
        }
        if (hole.End < interval.End)
        {
            yield return interval with { Begin = hole.End + 1 };
        }
    }
}
