using Faas.Mesos.Local.Http;
using Faas.Mesos.Protocol.Scheduling;
using Type = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>Every call of a subscribed framework. Callers hold the gate: 202 is sent when the call has been handled.</summary>
internal sealed class SchedulerCalls(
    MasterState state, Subscriptions subscriptions, OfferAnswers answers, TaskTracker tasks, AllocationLoop allocation)
{
    /// <param name="call">Complete in itself.</param>
    /// <param name="streamId">As its header says.</param>
    /// <param name="principal">Who sent it, where the master asks.</param>
    public Answer Handle(Call call, string? streamId, string? principal)
    {
        if (state.Frameworks.GetValueOrDefault(call.FrameworkId.Value) is not { } framework)
        {
            return Answer.BadRequest("Framework cannot be found");
        }
        if (principal is not null && framework.Info.HasPrincipal && framework.Info.Principal != principal)
        {
            return Answer.BadRequest($"Authenticated principal '{principal}' does not match principal '{framework.Info.Principal}' set in `FrameworkInfo`");
        }
        if (framework.Stream is null)
        {
            return Answer.Forbidden("Framework is not subscribed");
        }
        if (string.IsNullOrEmpty(streamId))
        {
            return Answer.BadRequest("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        }
        return streamId == framework.Stream.Id
            ? Handle(framework, call)
            : Answer.BadRequest("The stream ID '" + streamId + "' included in this request didn't match the stream ID currently associated with framework ID " + framework.Id);
    }

    private Answer Handle(Framework framework, Call call)
    {
        switch (call.Type)
        {
            case Type.Teardown: subscriptions.Remove(framework); break;
            case Type.Accept: answers.Accept(framework, call.Accept); break;
            case Type.Decline: answers.Decline(framework, call.Decline); break;
            case Type.Revive: Revive(framework, call.Revive?.Roles ?? []); break;
            case Type.Suppress: framework.SuppressedRoles.UnionWith(RolesOrAll(framework, call.Suppress?.Roles ?? [])); break;
            case Type.Kill: tasks.Kill(framework, call.Kill); break;
            case Type.Acknowledge: tasks.Acknowledge(framework, call.Acknowledge); break;
            case Type.Reconcile: tasks.Reconcile(framework, call.Reconcile); break;
            case Type.Shutdown:
                state.Agents.GetValueOrDefault(call.Shutdown.AgentId.Value)?.Tell("SHUTDOWN", a => a.ShutDown(framework.Id, call.Shutdown.ExecutorId.Value));
                break;
            case Type.Message:
                state.Agents.GetValueOrDefault(call.Message.AgentId.Value)?.Tell("MESSAGE", a => a.Tell(framework.Id, call.Message.ExecutorId.Value, call.Message.Data));
                break;
            case Type.UpdateFramework: return Update(framework, call.UpdateFramework);
            case Type.Request or Type.AcceptInverseOffers or Type.DeclineInverseOffers or Type.AcknowledgeOperationStatus: break;
            default: return new(StatusCodes.Status501NotImplemented);
        }
        return Answer.Accepted;
    }

    private void Revive(Framework framework, IReadOnlyCollection<string> asked)
    {
        var roles = RolesOrAll(framework, asked);
        framework.SuppressedRoles.ExceptWith(roles);
        framework.Filters.RemoveAll(f => roles.Contains(f.Role));
        allocation.RunSoon();
    }

    private static Answer Update(Framework framework, Call.Types.UpdateFramework update)
    {
        var info = update.FrameworkInfo;
        if (FrameworkValidation.Error(info, update.SuppressedRoles, framework) is { } error)
        {
            return Answer.BadRequest($"Supplied FrameworkInfo is not valid: {error}");
        }
        if (info.User != framework.Info.User || info.Checkpoint != framework.Info.Checkpoint || info.Id?.Value != framework.Id)
        {
            return Answer.BadRequest("Updating 'FrameworkInfo.user', 'FrameworkInfo.checkpoint' or 'FrameworkInfo.id' is unsupported");
        }
        framework.Info = info;
        framework.SuppressedRoles.Clear();
        framework.SuppressedRoles.UnionWith(update.SuppressedRoles);
        return new(StatusCodes.Status200OK);
    }

    private static IReadOnlyCollection<string> RolesOrAll(Framework framework, IReadOnlyCollection<string> asked) =>
        asked.Count == 0 ? framework.Roles : asked;
}
