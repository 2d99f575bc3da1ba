using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>How slots are made and ended. Section <c>Mesos</c>.</summary>
public sealed class SlotOptions
{
    /// <summary>How long a slot may be empty before its task is killed and its resources go back to the cluster.</summary>
    /// <value>Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan EmptySlotTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a warm container that a dead invoker left is kept for whoever runs its function next; given up sooner where somebody waits and nothing is left.</summary>
    /// <value>Default 10 minutes, as long as a living invoker keeps one that it does not use; 0 keeps none.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan OrphanTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many slots there are at least, used or not, so that an executor is up before the first invocation.</summary>
    /// <value>Default 1.</value>
    [Range(0, 10000)]
    public int WarmSlots { get; set; } = 1;

    /// <summary>Memory of a slot that nobody asked for.</summary>
    /// <value>Default 256 MiB.</value>
    [Range(32, 1 << 20)]
    public int WarmSlotMemoryMiB { get; set; } = 256;

    /// <summary>The cpus a slot is charged for each GiB of its memory; at least 0.01 a slot. A share under contention, not a limit.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.01, 64.0)]
    public double CpusPerGiB { get; set; } = 0.1;

    /// <summary>Whether a slot ends with the container in it, for comparison with one Mesos task per container.</summary>
    /// <value>Default false.</value>
    public bool TaskPerContainer { get; set; }

    /// <summary>How long a launch on a running executor may take before Mesos is asked what became of it.</summary>
    /// <value>Default 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LaunchDeadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The same where the executor must be started, and perhaps fetched, first.</summary>
    /// <value>Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ExecutorLaunchDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the master is asked for every task it knows of, so that nothing leaks for longer.</summary>
    /// <value>Default 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromMinutes(15);

    internal Amount AmountOf(int memoryMiB) =>
        new(Math.Max(0.01m, Math.Round(memoryMiB * (decimal)CpusPerGiB / 1024, 3)), memoryMiB);
}

[OptionsValidator]
internal sealed partial class SlotOptionsValidator : IValidateOptions<SlotOptions>;
