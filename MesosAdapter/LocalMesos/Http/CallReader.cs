using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace Faas.Mesos.Local.Http;

/// <summary>Reads the body of a call with the checks, and in their order, of Mesos (facts: 405, 400, 415, 400).</summary>
internal static class CallReader
{
    /// <returns>The call, or the answer that refuses it.</returns>
    public static async Task<(T? Call, Answer Refusal)> ReadAsync<T>(HttpContext http) where T : class, IMessage<T>, new()
    {
        var request = http.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = "POST";
            return Refuse<T>(405, $"405 Method Not Allowed. Expecting one of {{ 'POST' }}, but received '{request.Method}'.");
        }
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return Refuse<T>(400, "Expecting 'Content-Type' to be present");
        }
        if (MessageEncoding.Find(request.ContentType) is not { } encoding)
        {
            return Refuse<T>(415, $"Expecting 'Content-Type' of {MediaTypes.Json} or {MediaTypes.Protobuf}");
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, http.RequestAborted);
        return Decode<T>(encoding, body.ToArray());
    }

    private static (T? Call, Answer Refusal) Decode<T>(MessageEncoding encoding, byte[] body) where T : class, IMessage<T>, new()
    {
        var json = encoding == MessageEncoding.Json;
        try
        {
            var call = encoding.Decode<T>(new ReadOnlySequence<byte>(body));
            var missing = string.Join(", ", RequiredFields.Missing(call));
            return missing.Length == 0 ? (call, default)
                : json ? Refuse<T>(400, $"Failed to convert JSON into Call protobuf: Missing required fields: {missing}")
                : Refuse<T>(400, "Failed to parse body into Call protobuf");
        }
        catch (InvalidDataException e) when (json && e.InnerException is JsonException syntax)
        {
            return Refuse<T>(400, $"Failed to parse body into JSON: syntax error at line {(syntax.LineNumber ?? 0) + 1} near: {Rest(body, syntax)}");
        }
        catch (InvalidDataException e)
        {
            return Refuse<T>(400, json ? $"Failed to convert JSON into Call protobuf: {e.Message}" : "Failed to parse body into Call protobuf");
        }
    }

    private static string Rest(byte[] body, JsonException syntax)
    {
        var lines = Encoding.UTF8.GetString(body).Split('\n');
        var line = lines.ElementAtOrDefault((int)(syntax.LineNumber ?? 0)) ?? "";
        return line[Math.Min(line.Length, (int)(syntax.BytePositionInLine ?? 0))..];
    }

    private static (T? Call, Answer Refusal) Refuse<T>(int status, string body) where T : class => (null, new(status, body));
}
