using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Access;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.ApiKeys;

/// <summary>API keys: everybody manages those of the own namespace, operators those of all.</summary>
internal static class ApiKeysApi
{
    private const int MaxBody = 64 << 10;

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/keys").WithTags("Keys");
        group.MapPost("", Create).WithName("CreateKey").DescribedAsCreate();
        group.MapGet("", List).WithName("ListKeys").DescribedAsList();
        group.MapDelete("/{id}", Revoke).WithName("RevokeKey").DescribedAsRevoke();
    }

    /// <summary>Makes an API key; its secret is shown this once.</summary>
    internal static async Task<IResult> Create(HttpContext context, ApiKeyStore keys, TimeProvider time, CancellationToken ct)
    {
        if (MediaType.IsMultipart(context.Request)) return Problem.Multipart();
        if (await BodyReader.ReadAsync(context.Request, MaxBody, ct) is not { } body) return Problem.TooLarge("The body", MaxBody);
        using var _ = body;
        var json = JsonObjectBody.IsBlank(body.Bytes.Span) ? "{}"u8.ToArray() : body.Bytes;
        if (JsonObjectBody.Mistake(json.Span) is { } mistake) return Problem.BadRequest(mistake);
        using var document = JsonDocument.Parse(json);
        var (caller, mistakes) = (context.Caller(), new Mistakes());
        var fields = new FieldReader(document.RootElement, "", mistakes);
        fields.RefuseOthers("namespace", "note");
        var (ns, note) = (fields.Text("namespace") ?? caller.Namespace, fields.Text("note") ?? "");
        if (!EntityName.IsValid(ns)) mistakes.Add("namespace", EntityName.Rule);
        if (mistakes.Any) return Problem.Invalid(mistakes);
        if (ns != caller.Namespace && !caller.IsOperator) return Problem.Forbidden("Only an operator's key makes keys for other namespaces.");
        var made = await keys.CreateAsync(ns, note, time.GetUtcNow(), ct);
        return TypedResults.Created($"/keys/{made.Key.Id}", NewKeyView.Of(made));
    }

    /// <summary>Lists API keys, without their secrets.</summary>
    internal static async Task<IResult> List(HttpContext context, ApiKeyStore keys, CancellationToken ct)
    {
        var all = await keys.ListAsync(ct);
        return TypedResults.Ok(new KeyListView([.. all.Where(key => Manages(context.Caller(), key)).Select(KeyView.Of)]));
    }

    /// <summary>Revokes an API key. Other gateways may honour it for some seconds more.</summary>
    internal static async Task<IResult> Revoke(HttpContext context, string id, ApiKeyStore keys, KeyCache cache, CancellationToken ct)
    {
        var known = (await keys.ListAsync(ct)).Any(key => key.Id == id && Manages(context.Caller(), key));
        if (!known || !await keys.RevokeAsync(id, ct)) return Problem.UnknownKey();
        cache.Forget();
        return TypedResults.NoContent();
    }

    private static bool Manages(Caller caller, ApiKey key) => caller.IsOperator || key.Namespace == caller.Namespace;
}
