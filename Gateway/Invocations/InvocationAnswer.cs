using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.Invocations;

/// <summary>Answers an invocation's caller.</summary>
internal static class InvocationAnswer
{
    /// <summary>What every answer says, whatever becomes of it.</summary>
    public static void Announce(HttpResponse response, InvocationId id, string traceParent)
    {
        var text = id.ToString();
        response.Headers["X-Invocation-Id"] = text;
        response.Headers.Location = $"/invocations/{text}";
        response.Headers["Traceresponse"] = traceParent;
    }

    /// <summary>The result byte for byte, or the problem that stands in its place.</summary>
    public static Task WriteAsync(HttpContext context, FinishedInvocation finished)
    {
        var response = context.Response;
        response.Headers["Server-Timing"] = ServerTiming.Format(finished.Record.Timings, finished.Record.Start);
        if (finished.Record.Outcome is not Outcome.Success)
            return ProblemTypes.Ended(finished.Record.Outcome!.Value, finished.Record.Reason, ErrorIn(finished.Result)).ExecuteAsync(context);
        response.ContentType = "application/json";
        response.ContentLength = finished.Result.Length;
        return response.Body.WriteAsync(finished.Result, context.RequestAborted).AsTask();
    }

    /// <summary>The <c>error</c> the function gave, if it gave one.</summary>
    private static JsonElement? ErrorIn(ReadOnlyMemory<byte> result)
    {
        if (result.IsEmpty) return null;
        try
        {
            using var json = JsonDocument.Parse(result);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) ? error.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
