using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Functions;

/// <summary>Writes and deletes functions together with their code.</summary>
internal sealed class FunctionWriter(FunctionStore functions, CodeStore code, TimeProvider time)
{
    /// <summary>Stores the code, then the definition that names it.</summary>
    public async Task<SaveOutcome> SaveAsync(FunctionId id, ReadFunction function, string kind, SaveCondition condition, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var revision = Guid.CreateVersion7(now).ToString("N");
        var reference = function.Code.Length > 0 ? await code.SaveAsync(revision, function.Code, function.Request.Binary, ct) : null;
        var outcome = await functions.SaveAsync(new()
        {
            Namespace = id.Namespace,
            Name = id.Name,
            Kind = kind,
            Main = function.Request.Main,
            Code = reference,
            Image = function.Request.Image,
            Parameters = function.Request.Parameters,
            Environment = function.Request.Environment,
            Annotations = function.Request.Annotations,
            Limits = function.Request.Limits,
            Retry = function.Request.Retry,
            Idempotent = function.Request.Idempotent,
            Revision = revision,
            UpdatedAt = now,
        }, condition, ct);
        if (outcome is not SaveOutcome.Saved saved) await code.ReleaseAsync(revision, id, reference, ct);
        else if (saved.Replaced is { } replaced) await code.ReleaseAsync(replaced.Revision, id, replaced.Code, ct);
        return outcome;
    }

    /// <summary>Deletes the definition, then releases its code.</summary>
    public async Task<DeleteOutcome> DeleteAsync(FunctionId id, string? revision, CancellationToken ct)
    {
        var outcome = await functions.DeleteAsync(id, revision, ct);
        if (outcome is DeleteOutcome.Deleted deleted) await code.ReleaseAsync(deleted.Definition.Revision, id, deleted.Definition.Code, ct);
        return outcome;
    }
}
