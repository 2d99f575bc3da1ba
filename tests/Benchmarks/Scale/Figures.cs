using System.Globalization;

namespace Faas.Benchmarks.Scale;

/// <summary>Durations, and what they come to.</summary>
internal sealed class Figures
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    public double At(double quantile)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(quantile * sorted.Count))];
    }

    public static void Print(string what, double figure, string unit, double goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-58} {figure,10:0.000} {unit,-6} goal <= {goal:0.##} {(figure <= goal ? "met" : "MISSED")}"));

    public static void Print(string what, double figure, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-58} {figure,10:0.000} {unit}"));
}
