using System.Globalization;
using System.Runtime.InteropServices;

namespace Faas.Benchmarks.Offers;

/// <summary>What was seen, a line each, in the column of the master it was seen on.</summary>
internal static class Table
{
    public static void Head(Effort effort)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd}; master timing as by default; medians of {effort.Rounds}, {effort.Starts.TotalSeconds:0} s and {effort.Beside.TotalSeconds:0} s"));
        Row("", "emulated", "real", "goal");
    }

    private static void Row(string what, string emulated, string real, string goal) => Console.WriteLine($"{what,-68} {emulated,12} {real,12}   {goal}");

    public static void Row(string what, double seen, string unit, string goal = "") =>
        Row(what, string.Create(CultureInfo.InvariantCulture, $"{seen:0.###} {unit}"), goal);

    private static void Row(string what, string seen, string goal) =>
        Row(what, Cluster.Named is null ? seen : "", Cluster.Named is null ? "" : seen, goal);

    public static double Median(this IEnumerable<double> values) => Quantile(values, 0.5);

    public static double Quantile(this IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * quantile)];
    }
}
