using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Access;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.Namespaces;

/// <summary>The limits of namespaces: operators set them, everybody sees the own ones.</summary>
internal static class NamespacesApi
{
    private const int MaxBody = 64 << 10;

    public static IHostApplicationBuilder AddNamespaces(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NamespaceGate>();
        return builder;
    }

    public static void MapNamespaces(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/namespaces/{namespace}/limits").WithTags("Namespaces");
        group.MapGet("", Get).WithName("GetNamespaceLimits").DescribedAsGet();
        group.MapPut("", Put).WithName("PutNamespaceLimits").DescribedAsPut();
        group.MapDelete("", Delete).WithName("DeleteNamespaceLimits").DescribedAsDelete();
    }

    /// <summary>Shows the limits of a namespace.</summary>
    internal static async Task<IResult> Get(HttpContext context, string @namespace, NamespaceStore namespaces, CancellationToken ct)
    {
        if (!context.Caller().IsOperator && context.Caller().Namespace != @namespace) return Problem.Forbidden("Only an operator's key sees the limits of other namespaces.");
        return EntityName.IsValid(@namespace) ? TypedResults.Ok(NamespaceLimitsView.Of(@namespace, await namespaces.FindAsync(@namespace, ct))) : Problem.BadRequest(EntityName.Rule);
    }

    /// <summary>Sets the limits of a namespace; what is left out is not limited.</summary>
    internal static async Task<IResult> Put(HttpContext context, string @namespace, NamespaceStore namespaces, NamespaceGate gate, CancellationToken ct)
    {
        if (!context.Caller().IsOperator) return Problem.Forbidden("Only an operator's key sets the limits of namespaces.");
        if (!EntityName.IsValid(@namespace)) return Problem.BadRequest(EntityName.Rule);
        if (MediaType.IsMultipart(context.Request)) return Problem.Multipart();
        if (await BodyReader.ReadAsync(context.Request, MaxBody, ct) is not { } body) return Problem.TooLarge("The body", MaxBody);
        using var _ = body;
        if (JsonObjectBody.Mistake(body.Bytes.Span) is { } mistake) return Problem.BadRequest(mistake);
        using var document = JsonDocument.Parse(body.Bytes);
        var mistakes = new Mistakes();
        var fields = new FieldReader(document.RootElement, "", mistakes);
        fields.RefuseOthers("ratePerSecond", "queueLength", "running");
        var limits = new NamespaceLimits
        {
            RatePerSecond = fields.NumberOrNone("ratePerSecond"),
            QueueLength = fields.NumberOrNone("queueLength"),
            Running = fields.NumberOrNone("running"),
        };
        foreach (var (field, problem) in limits.Mistakes()) mistakes.Add(field, problem);
        if (mistakes.Any) return Problem.Invalid(mistakes);
        await namespaces.SaveAsync(@namespace, limits, ct);
        gate.Forget(@namespace);
        return TypedResults.Ok(NamespaceLimitsView.Of(@namespace, limits));
    }

    /// <summary>Takes the limits of a namespace away.</summary>
    internal static async Task<IResult> Delete(HttpContext context, string @namespace, NamespaceStore namespaces, NamespaceGate gate, CancellationToken ct)
    {
        if (!context.Caller().IsOperator) return Problem.Forbidden("Only an operator's key sets the limits of namespaces.");
        if (!EntityName.IsValid(@namespace)) return Problem.BadRequest(EntityName.Rule);
        await namespaces.SaveAsync(@namespace, NamespaceLimits.None, ct);
        gate.Forget(@namespace);
        return TypedResults.NoContent();
    }
}
