using System.Globalization;

namespace Faas.Mesos.Scheduler;

/// <summary>The id of a slot, which is its task's: <c>slot-memory-number</c>. Mesos tells it when our own memory of the slot is gone.</summary>
internal static class SlotIds
{
    private const string Prefix = "slot-";

    public static string New(int memoryMiB, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{memoryMiB}-{Guid.CreateVersion7(now):n}");

    /// <returns>The slot's memory, or <see langword="null"/>: the id is none of ours.</returns>
    public static int? MemoryOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && id.Split('-') is [_, var memory, { Length: 32 }]
        && int.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var memoryMiB) && memoryMiB > 0 ? memoryMiB : null;
}
