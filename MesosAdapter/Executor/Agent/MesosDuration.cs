using System.Globalization;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Durations as Mesos writes them: <c>15mins</c>, <c>2.5secs</c>.</summary>
internal static class MesosDuration
{
    private static readonly Dictionary<string, TimeSpan> Units = new()
    {
        ["ns"] = TimeSpan.FromTicks(1) / 100, ["us"] = TimeSpan.FromMicroseconds(1), ["ms"] = TimeSpan.FromMilliseconds(1), ["secs"] = TimeSpan.FromSeconds(1),
        ["mins"] = TimeSpan.FromMinutes(1), ["hrs"] = TimeSpan.FromHours(1), ["days"] = TimeSpan.FromDays(1), ["weeks"] = TimeSpan.FromDays(7),
    };

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var digits = text?.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count() ?? 0;
        if (digits == 0 || !Units.TryGetValue(text![digits..], out var unit)) return false;
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return false;
        duration = unit * count;
        return true;
    }
}
