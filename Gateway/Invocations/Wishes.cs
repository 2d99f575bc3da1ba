using System.Globalization;
using Faas.Contracts;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Invocations;

/// <summary>What a caller wants of one invocation beside its result: the queries <c>priority</c>, <c>delay</c> and <c>notBefore</c>, the header <c>Idempotency-Key</c>.</summary>
internal readonly record struct Wishes(Priority Priority, TimeSpan Delay, DateTimeOffset? NotBefore, string? Key)
{
    /// <summary>Furthest ahead an invocation can be put off.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(30);

    public const int LongestKey = 256;

    public static Wishes None { get; } = new(Priority.Normal, TimeSpan.Zero, null, null);

    /// <summary>Whether it is to run later, so nobody waits for it to the end.</summary>
    public bool IsPutOff => Delay > TimeSpan.Zero || NotBefore is not null;

    /// <summary>Reads them; most requests have none.</summary>
    public static Wishes Read(HttpRequest request, DateTimeOffset now, out Mistakes? mistakes)
    {
        mistakes = null;
        var key = request.Headers["Idempotency-Key"];
        if (!request.QueryString.HasValue && key.Count == 0) return None;
        var found = new Mistakes();
        var wishes = None with { Key = ReadKey(key.ToString(), key.Count, found) };
        foreach (var (name, value) in request.Query) wishes = wishes.With(name, value.ToString(), now, found);
        if (found.Any) mistakes = found;
        return wishes;
    }

    private Wishes With(string name, string value, DateTimeOffset now, Mistakes mistakes)
    {
        switch (name)
        {
            case "priority":
                if (Enum.GetValues<Priority>().Where(one => KebabCase<Priority>.Name(one) == value).Select(one => (Priority?)one).FirstOrDefault() is { } priority) return this with { Priority = priority };
                mistakes.Add(name, "'priority' is high, normal or low.");
                return this;
            case "delay":
                if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= Furthest.TotalSeconds) return this with { Delay = TimeSpan.FromSeconds(seconds) };
                mistakes.Add(name, $"'delay' is 0 to {Furthest.TotalSeconds:0} seconds.");
                return this;
            case "notBefore":
                if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time <= now + Furthest) return this with { NotBefore = time };
                mistakes.Add(name, $"'notBefore' is a time as in RFC 3339, at most {Furthest.TotalDays:0} days ahead.");
                return this;
            default:
                mistakes.Add(name, $"'{name}' is not a known query: priority, delay and notBefore are.");
                return this;
        }
    }

    private static string? ReadKey(string key, int count, Mistakes mistakes)
    {
        if (count == 0) return null;
        if (count > 1 || key.Length is 0 or > LongestKey) mistakes.Add("Idempotency-Key", $"'Idempotency-Key' is one of 1 to {LongestKey} characters.");
        return key;
    }
}
