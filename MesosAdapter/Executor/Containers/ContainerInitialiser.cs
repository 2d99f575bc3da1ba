using System.Text;
using System.Text.Json.Nodes;
using Faas.Contracts;
using Faas.Mesos.Executor.Code;
using Faas.Mesos.Executor.Slots;

namespace Faas.Mesos.Executor.Containers;

/// <summary>Gives a container its code: fetches it, puts it in place and calls <c>/init</c>.</summary>
internal sealed class ContainerInitialiser(CodeCache cache, SlotBook slots)
{
    /// <returns><see langword="null"/> when the container had its code already, or has ended.</returns>
    public async Task<ContainerReply?> InitAsync(Container container, ContainerInit wish, CancellationToken ct)
    {
        if (container.TryEnterInit() is not { } call) return null;
        using var hangUp = ct.UnsafeRegister(static state => ((ContainerCall)state!).End(Cut.Abandoned), call);
        try
        {
            byte[] body = [];
            var unpack = container.Isolated.CodeInside is not null;
            var problem = wish.Code is { } code
                ? await cache.UseAsync(code, unpack, wish.CodeSource, slots.Token ?? "", async path => body = await PlaceAsync(container, wish, code, path, ct), ct)
                : null;
            if (problem is not null) return Unusable(call, problem);
            if (wish.Code is null) body = Write(Describe(wish));
            var limits = new CallLimits(TimeSpan.FromMilliseconds(wish.TimeoutMs), wish.LogsBytes);
            var id = wish.Environment.GetValueOrDefault("__OW_ACTIVATION_ID", "");
            using var result = await container.CallAsync(call, "/init", id, body, limits, traceparent: null);
            if (result is { End: ContainerEnd.Answered, Status: 200 }) container.Initialised();
            else container.Retire(call);
            if (result.End == ContainerEnd.ExecutorFailed) return null;
            return new(result.End, result.Status, Encoding.UTF8.GetString(result.Body.Span), result.Detail, result.Micros, Encoding.UTF8.GetString(result.Logs.Span));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unusable(call, $"The code could not be put in place: {e.Message}");
        }
        finally
        {
            call.Leave();
        }
    }

    private static ContainerReply Unusable(ContainerCall call, string problem)
    {
        call.End(Cut.Removed);
        return new(ContainerEnd.CodeUnusable, 0, "", problem, 0, "");
    }

    private static JsonObject Describe(ContainerInit wish) => new()
    {
        ["name"] = wish.Function,
        ["main"] = wish.Main,
        ["binary"] = wish.Code?.Binary ?? false,
        ["env"] = new JsonObject(wish.Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
    };

    private static byte[] Write(JsonObject value) => Encoding.UTF8.GetBytes(new JsonObject { ["value"] = value }.ToJsonString());

    private static async Task<byte[]> PlaceAsync(Container container, ContainerInit wish, CodeReference code, string path, CancellationToken ct)
    {
        var value = Describe(wish);
        if (code.Binary && container.Isolated.CodeInside is null)
        {
            value["code"] = Convert.ToBase64String(await File.ReadAllBytesAsync(path, ct));
        }
        else if (code.Binary)
        {
            // Where the function sees it elsewhere than the host does, it sees it read-only.
            CodePlacement.Place(path, container.Isolated.Plan.Code, share: container.Isolated.CodeInside != container.Isolated.Plan.Code);
            value["path"] = container.Isolated.CodeInside;
        }
        else
        {
            value["code"] = await File.ReadAllTextAsync(path, ct);
        }
        return Write(value);
    }
}
