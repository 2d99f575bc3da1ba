using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Functions;

/// <summary>What POST and PUT share: read, check, choose the kind, save, answer.</summary>
internal sealed class FunctionSaving(FunctionWriter writer, KindCatalog kinds)
{
    /// <summary>Largest body: 48 MiB of code in base64, three other parts, and the JSON around them.</summary>
    public const int MaxBody = (int)(CodeReference.MaxSize / 3 * 4) + 4 * FunctionReader.MaxPart;

    /// <param name="name">The name of a PUT's path; <see langword="null"/> in POST.</param>
    /// <param name="id">The function, once its name is known and good.</param>
    public async Task<IResult> SaveAsync(HttpContext context, string? name, Func<string, FunctionId> id, SaveCondition condition, CancellationToken ct)
    {
        if (MediaType.IsMultipart(context.Request)) return Problem.Multipart();
        if (await BodyReader.ReadAsync(context.Request, MaxBody, ct) is not { } body) return Problem.TooLarge("The body of a function", MaxBody);
        using var _ = body;
        if (JsonObjectBody.Mistake(body.Bytes.Span) is { } mistake) return Problem.BadRequest(mistake);
        var mistakes = new Mistakes();
        using var document = JsonDocument.Parse(body.Bytes);
        var function = FunctionReader.Read(document.RootElement, name, mistakes);
        if (function.Code.Length > CodeReference.MaxSize) return Problem.TooLarge("Code", CodeReference.MaxSize);
        var kind = function.Request.Kind.Length > 0 ? await kinds.ChooseAsync(function.Request.Kind, ct) : null;
        if (kind is KindChoice.Refused refused) mistakes.Add("kind", refused.Reason);
        if (mistakes.Any) return Problem.Invalid(mistakes);
        if (kind is not KindChoice.Chosen chosen) return NotReported(context, function.Request.Kind);
        return Answer(context, await writer.SaveAsync(id(function.Request.Name!), function, chosen.Kind, condition, ct), condition);
    }

    private static IResult Answer(HttpContext context, SaveOutcome outcome, SaveCondition condition)
    {
        switch (outcome)
        {
            case SaveOutcome.Saved saved:
                var view = FunctionView.Of(saved.Definition);
                context.Response.Headers.ETag = EntityTags.Of(view.Revision);
                return saved.Replaced is null ? TypedResults.Created(FunctionView.PathOf(saved.Definition.Name), view) : TypedResults.Ok(view);
            case SaveOutcome.Exists when condition is SaveCondition.New && HttpMethods.IsPost(context.Request.Method):
                return Problem.FunctionExists();
            case SaveOutcome.Exists exists:
                return Problem.PreconditionFailed($"It exists, at revision {exists.Current.Revision}.");
            case SaveOutcome.OtherRevision other:
                return Problem.PreconditionFailed(other.Current is { } current ? $"It is at revision {current}." : "It does not exist.");
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome.");
        }
    }

    private static ProblemHttpResult NotReported(HttpContext context, string kind)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problem.KindsUnknown(kind);
    }
}
