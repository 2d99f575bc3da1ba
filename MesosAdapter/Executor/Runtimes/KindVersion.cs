using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Runtimes;

/// <summary>A version as kinds carry it, <c>20</c> or <c>3.11</c>, ordered by number rather than by text.</summary>
[JsonConverter(typeof(ParsableJsonConverter<KindVersion>))]
internal readonly record struct KindVersion(int Major, int? Minor) : IParsable<KindVersion>, IComparable<KindVersion>
{
    public int CompareTo(KindVersion other) => (Major, Minor ?? 0).CompareTo((other.Major, other.Minor ?? 0));

    public static KindVersion Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var version) ? version : throw new FormatException($"'{s}' is not a version.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out KindVersion result)
    {
        result = default;
        var parts = s?.Split('.') ?? [];
        if (parts.Length is < 1 or > 2 || !int.TryParse(parts[0], out var major)) return false;
        if (parts.Length == 1) return (result = new(major, null)) != default;
        if (!int.TryParse(parts[1], out var minor)) return false;
        result = new(major, minor);
        return true;
    }

    public override string ToString() => Minor is null ? $"{Major}" : $"{Major}.{Minor}";
}
