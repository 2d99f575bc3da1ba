using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runtimes;
using Faas.Mesos.Executor.Slots;

namespace Faas.Mesos.Executor.Containers;

/// <summary>The containers of this executor, at most one a slot.</summary>
internal sealed partial class ContainerRegistry(
    ContainerStarter starter, ContainerFolders folders, RuntimeCatalog catalog, SlotBook slots, TimeProvider time, ILogger<ContainerRegistry> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Makes a container in an empty slot.</summary>
    /// <exception cref="OperationCanceledException">The caller hung up, or the container was removed while it started.</exception>
    public async Task<StartOutcome> StartAsync(string id, ContainerStart wish, CancellationToken ct)
    {
        if (slots.MemoryOf(wish.Slot) is not { } memory) return new StartOutcome.Refused(ExecutorFault.UnknownSlot, $"There is no slot {wish.Slot} here.");
        if (wish.MemoryMiB > memory) return new StartOutcome.Refused(ExecutorFault.BadRequest, $"The slot has {memory} MiB, not {wish.MemoryMiB}.");
        if (catalog.Find(wish.Kind, out var missing) is not { } runtime) return new StartOutcome.Refused(ExecutorFault.UnknownKind, missing);
        var image = wish.Image ?? runtime.Image?.Image;
        if (runtime.NeedsImage && image is null) return new StartOutcome.Refused(ExecutorFault.BadRequest, $"The kind {wish.Kind} needs an image.");
        var plan = new ContainerPlan(id, folders.Of(id), runtime, wish.MemoryMiB, wish.Concurrency > 1) { Image = image, Network = wish.Network };
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var entry = new Entry(wish, cancel);
        lock (_lock)
        {
            if (_entries.ContainsKey(id)) return new StartOutcome.Refused(ExecutorFault.Occupied, $"There is a container {id} already.");
            if (_entries.Values.Any(other => other.Wish.Slot == wish.Slot)) return new StartOutcome.Refused(ExecutorFault.Occupied, $"The slot {wish.Slot} holds a container.");
            _entries.Add(id, entry);
        }
        return await StartAsync(entry, plan, cancel.Token);
    }

    /// <param name="session">Whose it must be; <see langword="null"/> where that does not matter.</param>
    public Container? Find(string id, string? session = null)
    {
        lock (_lock) return _entries.TryGetValue(id, out var entry) && entry.IsOf(session) ? entry.Container : null;
    }

    /// <summary>Removes a container; returns when it is gone. Harmless when there is none, or it is another's by now.</summary>
    public Task RemoveAsync(string id, string? session = null)
    {
        Entry? entry;
        lock (_lock) entry = _entries.GetValueOrDefault(id);
        return entry?.IsOf(session) == true ? entry.EndAsync() : Task.CompletedTask;
    }

    /// <returns>Why it does not pass on; <see langword="null"/> when it has.</returns>
    public ExecutorFault? Adopt(string id, ContainerAdoption adoption)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry.Container?.State is not { Warm: true } state) return ExecutorFault.UnknownContainer;
            if (state.Busy || entry.Owner != adoption.From) return ExecutorFault.Occupied;
            entry.Owner = adoption.To;
            return null;
        }
    }

    /// <summary>Removes what is in a slot; what runs there has so long to end.</summary>
    public Task EmptySlotAsync(string slot, TimeSpan grace) => RemoveWhereAsync(wish => wish.Slot == slot, grace);

    public Task RemoveAllAsync() => RemoveWhereAsync(_ => true, TimeSpan.Zero);

    public IReadOnlyList<ExecutorContainer> List()
    {
        lock (_lock) return [.. _entries.Select(pair => pair.Value.Describe(pair.Key))];
    }

    private async Task<StartOutcome> StartAsync(Entry entry, ContainerPlan plan, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        try
        {
            var container = await starter.StartAsync(plan, ct);
            lock (_lock) entry.Container = container;
            _ = ForgetWhenGoneAsync(entry, container);
            // Its removal may have been asked for at the last moment, when there was no container yet to remove.
            if (ct.IsCancellationRequested) await entry.EndAsync();
            ct.ThrowIfCancellationRequested();
            return new StartOutcome.Started(container, (long)time.GetElapsedTime(started).TotalMicroseconds);
        }
        catch (Exception e) when (entry.Container is null && e is IsolationException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            Forget(entry, plan);
            if (e is OperationCanceledException) throw;
            return new StartOutcome.Refused(e is ImagePullingException ? ExecutorFault.ImagePulling : ExecutorFault.StartFailed, e.Message);
        }
    }

    private Task RemoveWhereAsync(Func<ContainerStart, bool> meant, TimeSpan grace)
    {
        lock (_lock) return Task.WhenAll(_entries.Values.Where(entry => meant(entry.Wish)).Select(entry => entry.EndAsync(grace)).ToList());
    }

    private async Task ForgetWhenGoneAsync(Entry entry, Container container)
    {
        await container.Gone;
        Forget(entry, container.Isolated.Plan);
    }

    private void Forget(Entry entry, ContainerPlan plan)
    {
        try
        {
            folders.Remove(plan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFolderLeft(plan.Folder, e);
        }
        lock (_lock) _entries.Remove(plan.Id);
        entry.Forgotten.TrySetResult();
    }

    private sealed class Entry(ContainerStart wish, CancellationTokenSource cancel)
    {
        public ContainerStart Wish => wish;

        public Container? Container { get; set; }

        /// <summary>The session of the invoker that uses it.</summary>
        public string Owner { get; set; } = wish.Owner;

        public TaskCompletionSource Forgotten { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsOf(string? session) => session is null || session == Owner;

        public ExecutorContainer Describe(string id)
        {
            var (warm, busy) = Container?.State ?? default;
            return new(id, wish.Slot, Owner, wish.Function) { Revision = warm ? wish.Revision : null, Busy = busy };
        }

        public Task EndAsync(TimeSpan grace = default)
        {
            if (Container is { } container) _ = container.EndAsync(grace);
            else cancel.Cancel();
            return Forgotten.Task;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} of a removed container could not be deleted; the next start of this executor will try again")]
    private partial void LogFolderLeft(string folder, Exception exception);
}
