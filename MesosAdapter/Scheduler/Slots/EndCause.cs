using Faas.Mesos.Protocol.V1;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler;

/// <summary>Whose doing the end of a slot is.</summary>
internal enum EndCause
{
    /// <summary>The executor's or the agent's.</summary>
    Failure,

    /// <summary>Nobody's: the launch came too late for its offer.</summary>
    OfferGone,

    /// <summary>An operator's: the agent is drained.</summary>
    Draining,

    /// <summary>Ours: Mesos will never take such a task.</summary>
    Rejected,
}

/// <summary>Reads causes.</summary>
internal static class Causes
{
    public static EndCause Of(TaskStatus status) => status switch
    {
        { Reason: Reason.InvalidOffers } => EndCause.OfferGone,
        { Reason: Reason.AgentDraining } => EndCause.Draining,
        { State: TaskState.TaskError, Reason: Reason.TaskInvalid or Reason.TaskUnauthorized or Reason.TaskGroupInvalid or Reason.TaskGroupUnauthorized } => EndCause.Rejected,
        _ => EndCause.Failure,
    };
}
