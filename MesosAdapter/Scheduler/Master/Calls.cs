using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler;

/// <summary>The calls of a framework, without its id, which the subscription adds.</summary>
internal static class Calls
{
    public static Call Subscribe(FrameworkInfo framework) => new()
    {
        Type = Call.Types.Type.Subscribe,
        FrameworkId = framework.Id,
        Subscribe = new Call.Types.Subscribe { FrameworkInfo = framework },
    };

    public static Call Accept(IEnumerable<string> offers, IEnumerable<TaskInfo> tasks, double refuseSeconds)
    {
        var launch = new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = new Offer.Types.Operation.Types.Launch() };
        launch.Launch.TaskInfos.AddRange(tasks);
        var accept = new Call.Types.Accept { Operations = { launch }, Filters = new Filters { RefuseSeconds = refuseSeconds } };
        accept.OfferIds.AddRange(offers.Select(OfferId));
        return new Call { Type = Call.Types.Type.Accept, Accept = accept };
    }

    public static Call Decline(IEnumerable<string> offers, double refuseSeconds)
    {
        var decline = new Call.Types.Decline { Filters = new Filters { RefuseSeconds = refuseSeconds } };
        decline.OfferIds.AddRange(offers.Select(OfferId));
        return new Call { Type = Call.Types.Type.Decline, Decline = decline };
    }

    public static Call AcceptInverse(IEnumerable<OfferID> offers)
    {
        var accept = new Call.Types.AcceptInverseOffers();
        accept.InverseOfferIds.AddRange(offers);
        return new Call { Type = Call.Types.Type.AcceptInverseOffers, AcceptInverseOffers = accept };
    }

    public static Call Revive() => new() { Type = Call.Types.Type.Revive, Revive = new Call.Types.Revive() };

    public static Call Suppress() => new() { Type = Call.Types.Type.Suppress, Suppress = new Call.Types.Suppress() };

    public static Call Teardown() => new() { Type = Call.Types.Type.Teardown };

    public static Call Kill(TaskID task, AgentID? agent) => new()
    {
        Type = Call.Types.Type.Kill,
        Kill = new Call.Types.Kill { TaskId = task, AgentId = agent },
    };

    public static Call Kill(SlotEntry slot) => Kill(new TaskID { Value = slot.Slot.Id }, new AgentID { Value = slot.Slot.AgentId });

    public static Call Shutdown(string executorId, string agentId) => new()
    {
        Type = Call.Types.Type.Shutdown,
        Shutdown = new Call.Types.Shutdown { ExecutorId = new ExecutorID { Value = executorId }, AgentId = new AgentID { Value = agentId } },
    };

    public static Call Acknowledge(TaskStatus status) => new()
    {
        Type = Call.Types.Type.Acknowledge,
        Acknowledge = new Call.Types.Acknowledge { TaskId = status.TaskId, AgentId = status.AgentId, Uuid = status.Uuid },
    };

    /// <summary>No slot asks for all that the master knows.</summary>
    public static Call Reconcile(IEnumerable<SlotEntry> slots)
    {
        var reconcile = new Call.Types.Reconcile();
        reconcile.Tasks.AddRange(slots.Select(slot => new Call.Types.Reconcile.Types.Task
        {
            TaskId = new TaskID { Value = slot.Slot.Id },
            AgentId = new AgentID { Value = slot.Slot.AgentId },
        }));
        return new Call { Type = Call.Types.Type.Reconcile, Reconcile = reconcile };
    }

    private static OfferID OfferId(string id) => new() { Value = id };
}
