using System.Text;
using System.Text.Json;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Http;

/// <summary>Reads the members of one JSON object, notes every mistake and goes on.</summary>
internal readonly struct FieldReader(JsonElement parent, string path, Mistakes mistakes)
{
    public void RefuseOthers(params ReadOnlySpan<string> known)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (!known.Contains(member.Name)) mistakes.Add(path + member.Name, $"'{path}{member.Name}' is not a known member.");
        }
    }

    public string? Text(string name) => Find(name, "a string", JsonValueKind.String)?.GetString();

    public bool Flag(string name) => Find(name, "true or false", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false;

    public int Number(string name, int otherwise) => Number(name) is { } number && Fits(name, number) ? (int)number : otherwise;

    public int? NumberOrNone(string name) => Number(name) is { } number && Fits(name, number) ? (int)number : null;

    public long? Number(string name)
    {
        if (Find(name, "a number", JsonValueKind.Number) is not { } value) return null;
        if (value.TryGetInt64(out var number)) return number;
        mistakes.Add(path + name, $"'{path}{name}' must be a whole number.");
        return null;
    }

    private bool Fits(string name, long number)
    {
        if (number is >= int.MinValue and <= int.MaxValue) return true;
        mistakes.Add(path + name, $"'{path}{name}' is out of range.");
        return false;
    }

    public JsonElement? Object(string name, int maxSize)
    {
        if (Find(name, "an object", JsonValueKind.Object) is not { } value) return null;
        if (Encoding.UTF8.GetByteCount(value.GetRawText()) <= maxSize) return value.Clone();
        mistakes.Add(path + name, $"'{path}{name}' is limited to {maxSize} bytes.");
        return null;
    }

    public JsonElement? Find(string name, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (kinds.Contains(value.ValueKind)) return value;
        mistakes.Add(path + name, $"'{path}{name}' must be {expected}.");
        return null;
    }
}
