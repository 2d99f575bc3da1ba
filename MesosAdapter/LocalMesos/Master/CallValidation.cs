using Faas.Mesos.Protocol.Scheduling;
using Type = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>Whether a call is complete in itself, whoever sends it.</summary>
internal static class CallValidation
{
    /// <returns>Why the call is refused, in Mesos' words, or null.</returns>
    public static string? Error(Call call) => call.Type switch
    {
        Type.Unknown => Expecting("type"),
        Type.Subscribe => Subscribe(call),
        _ when call.FrameworkId is null => Expecting("framework_id"),
        Type.Acknowledge when call.Acknowledge is { Uuid: var uuid } && !MesosUuid.IsValid(uuid) => "Failed to validate scheduler::Call: Not a valid UUID",
        _ when !HasPayload(call) => Expecting(Payload(call.Type)),
        _ => null,
    };

    /// <returns>Why this principal may not send the call, or null.</returns>
    public static string? ErrorOfPrincipal(Call call, string? principal) =>
        principal is not null && call.Subscribe?.FrameworkInfo is { HasPrincipal: true } info && info.Principal != principal
            ? $"Failed to validate scheduler::Call: Authenticated principal '{principal}' does not match principal '{info.Principal}' set in `FrameworkInfo`"
            : null;

    private static string? Subscribe(Call call) =>
        call.Subscribe is null ? Expecting("subscribe")
        : (call.FrameworkId?.Value ?? "") != (call.Subscribe.FrameworkInfo.Id?.Value ?? "")
            ? "Failed to validate scheduler::Call: 'framework_id' differs from 'subscribe.framework_info.id'"
        : null;

    private static bool HasPayload(Call call) =>
        Payload(call.Type) is "" || Call.Descriptor.FindFieldByName(Payload(call.Type))?.Accessor.HasValue(call) != false;

    private static string Payload(Type type) => type switch
    {
        Type.Teardown or Type.Revive or Type.Suppress => "",
        Type.AcceptInverseOffers => "accept_inverse_offers",
        Type.DeclineInverseOffers => "decline_inverse_offers",
        Type.UpdateFramework => "update_framework",
        _ => KnownName(type),
    };

    private static string KnownName(Type type) => type.ToString().ToLowerInvariant();

    private static string Expecting(string field) => $"Failed to validate scheduler::Call: Expecting '{field}' to be present";
}
