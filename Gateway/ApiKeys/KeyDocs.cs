using Faas.Gateway.OpenApi;
using Faas.Gateway.Problems;

namespace Faas.Gateway.ApiKeys;

/// <summary>What the OpenAPI document says of keys.</summary>
internal static class KeyDocs
{
    private const string Key = """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a","namespace":"guest","note":"ci","createdAt":"2026-09-01T12:00:00+00:00"}""";
    private const string NewKey = """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a","secret":"5f0c…","token":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a:5f0c…","namespace":"guest","note":"ci","createdAt":"2026-09-01T12:00:00+00:00"}""";

    public static RouteHandlerBuilder DescribedAsCreate(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Makes an API key",
        "For the caller's namespace; operators may name another. The store keeps a hash of the secret, so this answer is the only one that shows it.")
    {
        Body = new(typeof(KeyRequest), """{"note":"ci"}""", Required: false),
        Answers = [new(201, "The key, with its secret.", typeof(NewKeyView), NewKey, Headers: ["Location"])],
        Problems = [Problem.BadRequest("The body must be a JSON object, not an array."), Problem.TooLarge("The body", 64 << 10), Problem.Multipart()],
    });

    public static RouteHandlerBuilder DescribedAsList(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Lists API keys", "Of the caller's namespace; operators see all. Without secrets.")
    {
        Answers = [new(200, "Keys, oldest first.", typeof(KeyListView), $$"""{"keys":[{{Key}}]}""")],
    });

    public static RouteHandlerBuilder DescribedAsRevoke(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Revokes an API key", "Other gateways may honour it for some seconds more.")
    {
        Answers = [new(204, "It is revoked.", MediaType: null)],
        Problems = [Problem.UnknownKey()],
    });
}
