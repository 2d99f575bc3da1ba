using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Functions;

/// <summary>Checks a request; all its mistakes are told at once.</summary>
internal static class FunctionValidation
{
    /// <summary>Largest parameters and environment, in bytes each.</summary>
    private const int MaxParameters = 1 << 20;

    public static IReadOnlyList<(string Field, string Mistake)> Check(FunctionRequest request)
    {
        var mistakes = new List<(string, string)>();
        if (string.IsNullOrEmpty(request.Kind)) mistakes.Add(("kind", "The kind is missing: nodejs:default, for example."));
        if (string.IsNullOrEmpty(request.Code)) mistakes.Add(("code", "The code is missing."));
        if (request.Main is "") mistakes.Add(("main", "Main is the name of an exported function."));
        CheckObject("parameters", request.Parameters, mistakes);
        CheckObject("annotations", request.Annotations, mistakes);
        foreach (var (name, value) in request.Environment ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || value is null || value.Contains('\0', StringComparison.Ordinal))
                mistakes.Add(("environment", $"The environment variable '{name}' has a name or value that no environment can hold."));
        }
        if (request.Environment?.Sum(variable => variable.Key.Length + variable.Value?.Length ?? 0) > MaxParameters) mistakes.Add(("environment", "The environment is at most 1 MiB."));
        mistakes.AddRange((request.Limits ?? FunctionLimits.Default).Mistakes());
        return mistakes;
    }

    /// <summary>The code's bytes, or what is wrong with them.</summary>
    public static (byte[] Bytes, string? Mistake) ReadCode(FunctionRequest request)
    {
        if (!request.Binary) return (Encoding.UTF8.GetBytes(request.Code!), null);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(request.Code!.Length)];
        if (!Convert.TryFromBase64String(request.Code, bytes, out var length)) return ([], "The code is not base64.");
        if (length < 4 || !bytes.AsSpan(0, 4).SequenceEqual("PK\u0003\u0004"u8)) return ([], "The code is not a zip archive.");
        return (bytes[..length], null);
    }

    private static void CheckObject(string field, JsonElement? value, List<(string, string)> mistakes)
    {
        if (value is not { } json) return;
        if (json.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) mistakes.Add((field, $"The {field} must be a JSON object."));
        else if (json.GetRawText().Length > MaxParameters) mistakes.Add((field, $"The {field} are at most 1 MiB."));
    }
}
