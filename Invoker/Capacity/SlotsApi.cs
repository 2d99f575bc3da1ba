using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>Gives slots to the other invokers while this one leads.</summary>
internal static class SlotsApi
{
    public const string TakePath = "/slots/take", ReturnPath = "/slots/return", HoldPath = "/slots/hold";

    /// <summary>Of a question: the epoch of the leader that is meant. Of an answer: that of the leader that gives it. Who no longer or not yet leads for it refuses.</summary>
    public const string EpochHeader = "Faas-Leader-Epoch";

    public static void MapSlots(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(TakePath, Take);
        routes.MapPost(ReturnPath, Return);
        routes.MapPost(HoldPath, Hold);
    }

    /// <summary>Takes a slot for another invoker; waits as long as it does.</summary>
    internal static Task<IResult> Take(HttpContext context, SlotDesk desk, ClusterToken token, IOptions<SharingOptions> options) =>
        AnswerAsync(context, desk, token, SlotsJson.Default.TakeSlot, async (ask, ct) =>
        {
            if (ask is not { Owner.Length: > 0, Wish.MemoryMiB: > 0 }) return TypedResults.BadRequest();
            if (desk.Waiting >= options.Value.MaxWaiting)
            {
                context.Response.Headers.RetryAfter = "1";
                return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
            }
            return TypedResults.Json(await desk.TakeAsync(ask.Wish, ask.Owner, ct), SlotsJson.Default.Slot);
        });

    /// <summary>Takes slots back from another invoker.</summary>
    internal static Task<IResult> Return(HttpContext context, SlotDesk desk, ClusterToken token) =>
        AnswerAsync(context, desk, token, SlotsJson.Default.OwnedSlots, async (given, ct) =>
        {
            if (given is not { Owner.Length: > 0, Slots: not null }) return TypedResults.BadRequest();
            await desk.ReturnAsync(given.Owner, given.Slots, ct);
            return TypedResults.NoContent();
        });

    /// <summary>Hears what another invoker holds, and tells it what it lost.</summary>
    internal static Task<IResult> Hold(HttpContext context, SlotDesk desk, ClusterToken token) =>
        AnswerAsync(context, desk, token, SlotsJson.Default.OwnedSlots, async (held, ct) =>
        {
            if (held is not { Owner.Length: > 0, Slots: not null }) return TypedResults.BadRequest();
            return TypedResults.Json(await desk.HoldAsync(held.Owner, held.Slots, ct), SlotsJson.Default.SlotNews);
        });

    private static async Task<IResult> AnswerAsync<T>(
        HttpContext context, SlotDesk desk, ClusterToken token, JsonTypeInfo<T> type, Func<T?, CancellationToken, Task<IResult>> answer)
        where T : class
    {
        var ct = context.RequestAborted;
        if (!await token.IsShownByAsync(context.Request, ct)) return TypedResults.Unauthorized();
        try
        {
            var epoch = desk.Epoch?.ToString(CultureInfo.InvariantCulture) ?? throw new NotLeadingException("This invoker does not lead.");
            if (context.Request.Headers[EpochHeader] is { Count: > 0 } meant && meant != epoch) throw new NotLeadingException("Another leader is meant.");
            context.Response.Headers[EpochHeader] = epoch;
            var answered = await answer(await JsonSerializer.DeserializeAsync(context.Request.Body, type, ct), ct);
            // It may have waited long: what was decided by one that leads no longer, or leads again, is void.
            return desk.Epoch?.ToString(CultureInfo.InvariantCulture) == epoch ? answered : throw new NotLeadingException("This invoker leads no longer.");
        }
        catch (JsonException)
        {
            return TypedResults.BadRequest();
        }
        catch (NotLeadingException)
        {
            return TypedResults.StatusCode(StatusCodes.Status421MisdirectedRequest);
        }
        catch (SlotRefusedException e)
        {
            return TypedResults.Text(e.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Who asked has hung up.
            return TypedResults.Empty;
        }
    }
}
