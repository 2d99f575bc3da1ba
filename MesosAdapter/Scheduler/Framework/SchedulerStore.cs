using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>What is remembered of this cluster.</summary>
internal sealed partial class SchedulerStore(ISchedulerMemory memory, IOptions<FrameworkOptions> options, ILogger<SchedulerStore> logger)
{
    private string Cluster => options.Value.Cluster;

    public Task<string?> GetFrameworkIdAsync(CancellationToken ct) => memory.GetFrameworkIdAsync(Cluster, ct);

    public Task SetFrameworkIdAsync(string? frameworkId, CancellationToken ct) => memory.SetFrameworkIdAsync(Cluster, frameworkId, ct);

    public Task<string> GetTokenAsync(CancellationToken ct) => memory.GetTokenAsync(Cluster, ct);

    public Task SaveAsync(StoredSlot slot, CancellationToken ct) => memory.SaveSlotAsync(Cluster, slot, ct);

    public Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(CancellationToken ct) => memory.ListSlotsAsync(Cluster, ct);

    public Task SaveExecutorAsync(string executorId, byte[] info, CancellationToken ct) => memory.SetExecutorInfoAsync(Cluster, executorId, info, ct);

    public Task<byte[]?> GetExecutorAsync(string executorId, CancellationToken ct) => memory.GetExecutorInfoAsync(Cluster, executorId, ct);

    public Task<IReadOnlyList<string>> ListExecutorsAsync() => memory.ListExecutorInfosAsync(Cluster, CancellationToken.None);

    public Task ForgetExecutorsAsync(IReadOnlyList<string> executorIds) => memory.ForgetExecutorInfosAsync(Cluster, executorIds, CancellationToken.None);

    /// <summary>Nobody waits for this: what is not remembered is found again at the next reconciliation.</summary>
    public void Remember(StoredSlot slot) => _ = RememberAsync(slot);

    /// <summary>Nobody waits for this: a slot remembered too long is forgotten at the next reconciliation.</summary>
    public void Forget(string slotId) => _ = ForgetAsync(slotId);

    private async Task ForgetAsync(string slotId)
    {
        try
        {
            await memory.ForgetSlotAsync(Cluster, slotId, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotForgotten(slotId, e);
        }
    }

    private async Task RememberAsync(StoredSlot slot)
    {
        try
        {
            await memory.SaveSlotAsync(Cluster, slot, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotRemembered(slot.Id, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} could not be remembered")]
    private partial void LogNotRemembered(string slot, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} has ended and could not be forgotten; the next leader will find out")]
    private partial void LogNotForgotten(string slot, Exception exception);
}
