using System.Text.Json;
using Docker.DotNet;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>What the engine says went wrong, without the envelope it comes in.</summary>
internal static class EngineWords
{
    public static string Of(Exception failure) => failure is DockerApiException { ResponseBody: { Length: > 0 } body } ? Message(body) : failure.Message;

    private static string Message(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("message", out var message) && message.GetString() is { } text ? text : body;
        }
        catch (JsonException)
        {
            return body.Trim();
        }
    }
}
