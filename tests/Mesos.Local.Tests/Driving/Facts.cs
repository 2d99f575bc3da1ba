using System.Text.RegularExpressions;
using Faas.Mesos.Protocol.Scheduling;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Driving;

/// <summary>What of an event must be as on a real Mesos; ids, ports, times and pids are left out, their presence is not.</summary>
internal static partial class Facts
{
    public static string Of(Event happened) => happened.Type switch
    {
        Type.Update => $"UPDATE {Of(happened.Update.Status)}",
        Type.Failure => $"FAILURE executor={happened.Failure.ExecutorId?.Value} status={happened.Failure.Status} agent={happened.Failure.AgentId is not null}",
        Type.Error => $"ERROR {happened.Error.Message}",
        Type.Subscribed => $"SUBSCRIBED {happened.Subscribed.HeartbeatIntervalSeconds} capabilities={happened.Subscribed.MasterInfo.Capabilities.Count} "
            + string.Join(',', Names(happened.Subscribed)) + " " + string.Join(',', Names(happened.Subscribed.MasterInfo)),
        _ => happened.Type.ToString(),
    };

    private static string Of(TaskStatus status)
    {
        var executor = status.ExecutorId is null ? "none" : status.ExecutorId.Value == status.TaskId.Value ? "as task" : status.ExecutorId.Value;
        var container = status.ContainerStatus is { } c ? string.Join(',', Names(c)) : "none";
        var reason = status.HasReason ? status.Reason.ToString() : "none";
        return $"{status.State} by {status.Source} reason={reason} executor={executor} container={container} fields={string.Join(',', Names(status))} "
            + Uuid().Replace(status.Message, "<id>");
    }

    private static IEnumerable<string> Names(Google.Protobuf.IMessage message) => message.Descriptor.Fields.InFieldNumberOrder()
        .Where(f => f.IsRepeated ? ((System.Collections.IList)f.Accessor.GetValue(message)).Count > 0 : f.Accessor.HasValue(message))
        .Select(f => f.Name);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Uuid();
}
