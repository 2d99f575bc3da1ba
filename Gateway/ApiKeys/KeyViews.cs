using System.Text.Json;
using System.Text.Json.Serialization;
using Faas.Storage;

namespace Faas.Gateway.ApiKeys;

/// <summary>What a new key is for.</summary>
/// <param name="Namespace">Whose it is. Default: the caller's; another needs an operator's key.</param>
/// <param name="Note">What it is for, for the people who list keys.</param>
internal sealed record KeyRequest(string? Namespace, string? Note);

/// <summary>An API key without its secret.</summary>
internal sealed record KeyView(string Id, string Namespace, string Note, DateTimeOffset CreatedAt)
{
    public static KeyView Of(ApiKey key) => new(key.Id, key.Namespace, key.Note, key.CreatedAt);
}

/// <summary>API keys, oldest first.</summary>
internal sealed record KeyListView(IReadOnlyList<KeyView> Keys);

/// <summary>A new key.</summary>
/// <param name="Secret">Shown this once.</param>
/// <param name="Token">Id and secret as <c>Authorization: Bearer</c> takes them.</param>
internal sealed record NewKeyView(string Id, string Secret, string Token, string Namespace, string Note, DateTimeOffset CreatedAt)
{
    public static NewKeyView Of(NewApiKey made) =>
        new(made.Key.Id, made.Secret, $"{made.Key.Id}:{made.Secret}", made.Key.Namespace, made.Key.Note, made.Key.CreatedAt);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyListView))]
[JsonSerializable(typeof(NewKeyView))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
