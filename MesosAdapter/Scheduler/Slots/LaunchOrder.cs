using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>One ACCEPT, decided and not yet sent.</summary>
/// <param name="Stream">The subscription its offers belong to.</param>
/// <param name="Offers">The offers it consumes.</param>
/// <param name="Slots">What it launches.</param>
/// <param name="AgentId">Where.</param>
/// <param name="NewExecutor">The executor that it starts too, if it does.</param>
/// <param name="DecidedAt">When it was decided.</param>
internal sealed record LaunchOrder(
    Subscription Stream, IReadOnlyList<HeldOffer> Offers, IReadOnlyList<SlotLaunchTask> Slots, string AgentId, ExecutorEntry? NewExecutor,
    DateTimeOffset DecidedAt);

/// <summary>A slot and the task it will be.</summary>
internal sealed record SlotLaunchTask(SlotEntry Slot, TaskInfo Task);
