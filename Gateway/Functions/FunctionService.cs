using Faas.Contracts;
using Faas.Gateway.Problems;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Functions;

/// <summary>Deploys functions.</summary>
internal sealed class FunctionService(FunctionStore functions, CodeStore codes, SystemStore system, TimeProvider time)
{
    /// <returns>What is stored, or what is wrong.</returns>
    public async Task<(SaveOutcome.Saved? Saved, ProblemHttpResult? Problem)> SaveAsync(FunctionId id, FunctionRequest request, SaveCondition condition, CancellationToken ct)
    {
        var mistakes = FunctionValidation.Check(request).ToList();
        var kind = "";
        if (!string.IsNullOrEmpty(request.Kind))
        {
            switch (KindResolver.Resolve(request.Kind, await system.ListKindsAsync(ct)))
            {
                case KindChoice.Resolved resolved:
                    kind = resolved.Kind;
                    break;
                case KindChoice.Refused refused:
                    mistakes.Add(("kind", refused.Why));
                    break;
                case KindChoice.NotKnownYet:
                    return (null, ProblemTypes.NoKindsYet());
            }
        }
        if (mistakes.Count > 0) return (null, ProblemTypes.Invalid(mistakes));
        var (bytes, mistake) = FunctionValidation.ReadCode(request);
        if (mistake is not null) return (null, ProblemTypes.Invalid([("code", mistake)]));
        if (bytes.Length > CodeReference.MaxSize) return (null, ProblemTypes.TooLarge("Code is at most 48 MiB."));
        return await SaveAsync(id, request, kind, bytes, condition, ct);
    }

    /// <summary>Deletes a function and lets go of its code.</summary>
    public async Task<DeleteOutcome> DeleteAsync(FunctionId id, string? revision, CancellationToken ct)
    {
        var outcome = await functions.DeleteAsync(id, revision, ct);
        if (outcome is DeleteOutcome.Deleted deleted) await codes.ReleaseAsync(id, deleted.Definition.Code, ct);
        return outcome;
    }

    private async Task<(SaveOutcome.Saved?, ProblemHttpResult?)> SaveAsync(FunctionId id, FunctionRequest request, string kind, byte[] bytes, SaveCondition condition, CancellationToken ct)
    {
        // A refusal that is certain already saves the code's way to the store.
        if (condition is SaveCondition.New && await functions.FindAsync(id, ct) is not null) return (null, ProblemTypes.Exists());
        var code = await codes.SaveAsync(id, bytes, request.Binary, ct);
        var now = time.GetUtcNow();
        var outcome = await functions.SaveAsync(new FunctionDefinition
        {
            Namespace = id.Namespace,
            Name = id.Name,
            Kind = kind,
            Main = request.Main ?? "main",
            Code = code,
            Parameters = request.Parameters is { ValueKind: System.Text.Json.JsonValueKind.Object } parameters ? parameters : null,
            Environment = request.Environment ?? new Dictionary<string, string>(),
            Annotations = request.Annotations is { ValueKind: System.Text.Json.JsonValueKind.Object } annotations ? annotations : null,
            Limits = request.Limits ?? FunctionLimits.Default,
            Revision = Guid.CreateVersion7(now).ToString("N"),
            UpdatedAt = now,
        }, condition, ct);
        if (outcome is SaveOutcome.Saved saved)
        {
            if (saved.Replaced is { } replaced && replaced.Code.Sha256 != code.Sha256) await codes.ReleaseAsync(id, replaced.Code, ct);
            return (saved, null);
        }
        if (await functions.FindAsync(id, ct) is not { } current || current.Code.Sha256 != code.Sha256) await codes.ReleaseAsync(id, code, ct);
        return (null, outcome is SaveOutcome.OtherRevision other ? ProblemTypes.OtherRevision(other.Current) : ProblemTypes.Exists());
    }
}
