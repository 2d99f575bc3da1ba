using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Functions;

/// <summary>Writes and deletes functions together with their code.</summary>
internal sealed class FunctionWriter(FunctionStore functions, CodeStore code, TimeProvider time)
{
    /// <summary>Stores the code, then the definition that names it.</summary>
    public async Task<SaveOutcome> SaveAsync(FunctionId id, ReadFunction function, string kind, SaveCondition condition, CancellationToken ct)
    {
        var reference = function.Code.Length > 0 ? await code.SaveAsync(id, function.Code, function.Request.Binary, ct) : null;
        var now = time.GetUtcNow();
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
            Revision = Guid.CreateVersion7(now).ToString("N"),
            UpdatedAt = now,
        }, condition, ct);
        await ReleaseAsync(id, outcome is SaveOutcome.Saved saved ? saved.Replaced?.Code : reference, ct);
        return outcome;
    }

    /// <summary>Deletes the definition, then releases its code.</summary>
    public async Task<DeleteOutcome> DeleteAsync(FunctionId id, string? revision, CancellationToken ct)
    {
        var outcome = await functions.DeleteAsync(id, revision, ct);
        if (outcome is DeleteOutcome.Deleted deleted) await ReleaseAsync(id, deleted.Definition.Code, ct);
        return outcome;
    }

    /// <summary>Lets go of code unless the function, as it is by now, uses the same.</summary>
    private async Task ReleaseAsync(FunctionId id, CodeReference? unused, CancellationToken ct)
    {
        if (unused is null || (await functions.FindAsync(id, ct))?.Code?.Sha256 == unused.Sha256) return;
        await code.ReleaseAsync(id, unused, ct);
    }
}
