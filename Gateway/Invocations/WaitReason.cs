using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Invocations;

/// <summary>What a queued invocation waits for, where that is worth telling.</summary>
internal sealed class WaitReason(WaitStore waits, NamespaceStore namespaces, RunningShares shares)
{
    /// <returns>A sentence for its user, or <see langword="null"/>.</returns>
    public async Task<string?> FindAsync(FunctionId function, CancellationToken ct)
    {
        if (await waits.FindAsync(function, ct) is { } note) return note;
        if ((await namespaces.FindAsync(function.Namespace, ct)).Running is not { } limit) return null;
        var held = (await shares.ListAsync(function.Namespace, ct)).Sum(share => share.Held);
        return held >= limit ? $"As many invocations run as the limit namespace.running allows: {limit}." : null;
    }
}
