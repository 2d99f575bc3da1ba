using System.Text.Json;
using System.Text.Unicode;

namespace Faas.Gateway.Http;

/// <summary>Checks that a body is one JSON object, without building anything of it.</summary>
internal static class JsonObjectBody
{
    /// <summary>What is wrong with it, or <see langword="null"/>. An empty body is not asked about: it means <c>{}</c>.</summary>
    public static string? Mistake(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) return "The body is not UTF-8.";
        var reader = new Utf8JsonReader(body);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return $"The body must be a JSON object, not {Describe(reader.TokenType)}.";
            while (reader.Read()) { }
            return null;
        }
        catch (JsonException e)
        {
            return Describe(e);
        }
    }

    /// <summary>Where JSON went wrong, counted from 1.</summary>
    public static string Describe(JsonException e) => $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.";

    /// <summary>Whether there is nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> body) => body.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };
}
