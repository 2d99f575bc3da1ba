namespace Faas.Mesos.Local.Http;

/// <summary>Which encoding a subscriber gets.</summary>
internal static class AcceptHeader
{
    public static readonly Answer NotAcceptable =
        new(StatusCodes.Status406NotAcceptable, $"Expecting 'Accept' to allow '{MediaTypes.Protobuf}' or '{MediaTypes.Json}'");

    /// <returns>JSON when both would do or nothing is asked for; null when neither would do.</returns>
    public static MessageEncoding? Choose(HttpRequest request)
    {
        var accepted = request.Headers.Accept.ToString();
        if (accepted.Length == 0)
        {
            return MessageEncoding.Json;
        }
        var types = accepted.Split(',').Select(part => part.Split(';')[0].Trim()).ToList();
        return Allows(types, MediaTypes.Json) ? MessageEncoding.Json : Allows(types, MediaTypes.Protobuf) ? MessageEncoding.Protobuf : null;
    }

    private static bool Allows(List<string> types, string mediaType) => types.Any(t => t == mediaType || t is "*/*" or "application/*");
}
