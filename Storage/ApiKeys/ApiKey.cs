namespace Faas.Storage;

/// <summary>An API key, without its secret.</summary>
public sealed record ApiKey(string Id, string Namespace, string Note, DateTimeOffset CreatedAt);

/// <summary>An API key at the one moment its secret is known.</summary>
public sealed record NewApiKey(ApiKey Key, string Secret);
