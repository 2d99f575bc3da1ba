using System.Text.Json;
using Faas.Gateway.Auth;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.Api;

/// <summary>A key to make.</summary>
/// <param name="Note">What it is for.</param>
public sealed record KeyRequest(string? Note);

/// <summary>A key; its secret is shown once, when it is made.</summary>
/// <param name="Key"><c>id:secret</c>, as Authorization wants it; only in the answer to POST.</param>
public sealed record KeyResponse(string Id, string Namespace, string Note, DateTimeOffset CreatedAt, string? Key);

/// <summary>The keys of a namespace.</summary>
public sealed record KeyList(IReadOnlyList<KeyResponse> Keys);

/// <summary>API keys of the caller's namespace.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/keys").WithTags("Keys");
        group.MapPost("/", Create).WithName("CreateKey").Produces<KeyResponse>(201).Problems(400, 503);
        group.MapGet("/", List).WithName("ListKeys").Produces<KeyList>().Problems(503);
        group.MapDelete("/{id}", Revoke).WithName("RevokeKey").Produces(204).Problems(404, 503);
    }

    /// <summary>Makes a key for the caller's namespace. Its secret is in this answer and nowhere else.</summary>
    internal static async Task<IResult> Create(HttpContext context, ApiKeyStore store, TimeProvider time, CancellationToken ct)
    {
        try
        {
            var request = context.Request.ContentLength == 0 ? null : await JsonSerializer.DeserializeAsync(context.Request.Body, GatewayJson.Default.KeyRequest, ct);
            var made = await store.CreateAsync(Caller.Of(context).Namespace, request?.Note ?? "", time.GetUtcNow(), ct);
            return TypedResults.Created($"/keys/{made.Key.Id}", Of(made.Key) with { Key = $"{made.Key.Id}:{made.Secret}" });
        }
        catch (JsonException e)
        {
            return ProblemTypes.BadRequest($"The body is not a key request: {e.Message.Split(" Path:")[0]}");
        }
    }

    /// <summary>Lists the keys of the caller's namespace, without their secrets.</summary>
    internal static async Task<IResult> List(HttpContext context, ApiKeyStore store, CancellationToken ct) =>
        TypedResults.Ok(new KeyList([.. (await store.ListAsync(ct)).Where(key => key.Namespace == Caller.Of(context).Namespace).Select(Of)]));

    /// <summary>Ends a key; gateways that have just seen it may serve it for a few seconds more.</summary>
    internal static async Task<IResult> Revoke(string id, HttpContext context, ApiKeyStore store, CancellationToken ct)
    {
        var own = (await store.ListAsync(ct)).Any(key => key.Id == id && key.Namespace == Caller.Of(context).Namespace);
        return own && await store.RevokeAsync(id, ct) ? TypedResults.NoContent() : ProblemTypes.UnknownKey();
    }

    private static KeyResponse Of(ApiKey key) => new(key.Id, key.Namespace, key.Note, key.CreatedAt, null);
}
