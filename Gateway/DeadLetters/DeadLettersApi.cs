using Faas.Contracts;
using Faas.Gateway.Functions;
using Faas.Gateway.Http;
using Faas.Gateway.Invocations;
using Faas.Gateway.Problems;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.DeadLetters;

/// <summary>The invocations of a function that were given up: look at them, invoke them again, take them away.</summary>
internal static class DeadLettersApi
{
    public const int DefaultLimit = 30, MaxLimit = 200;

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/functions/{name}/dead-letters"), "");
        Map(routes.MapGroup("/packages/{package}/functions/{name}/dead-letters"), "InPackage");
    }

    private static void Map(RouteGroupBuilder group, string suffix)
    {
        group.WithTags("Dead letters").AddEndpointFilter(FunctionRoute.CheckAsync);
        group.MapGet("", List).WithName("ListDeadLetters" + suffix).DescribedAsList();
        group.MapDelete("", PurgeAll).WithName("PurgeDeadLetters" + suffix).DescribedAsPurgeAll();
        group.MapPost("/redrive", RedriveAll).WithName("RedriveDeadLetters" + suffix).DescribedAsRedriveAll();
        group.MapGet("/{id}", Get).WithName("GetDeadLetter" + suffix).DescribedAsGet();
        group.MapDelete("/{id}", Purge).WithName("PurgeDeadLetter" + suffix).DescribedAsPurge();
        group.MapPost("/{id}/redrive", Redrive).WithName("RedriveDeadLetter" + suffix).DescribedAsRedrive();
    }

    /// <summary>Lists dead letters, oldest first.</summary>
    internal static async Task<IResult> List(HttpContext context, FunctionRoute route, DeadLetterStore letters, int? limit, string? cursor, CancellationToken ct)
    {
        var mistakes = new Mistakes();
        if (limit is < 1 or > MaxLimit) mistakes.Add("limit", $"'limit' is 1 to {MaxLimit}.");
        var after = InvocationId.TryParse(cursor, null, out var id) ? id : (InvocationId?)null;
        if (cursor is not null && after is null) mistakes.Add("cursor", "'cursor' is not one that a list gave out.");
        if (mistakes.Any) return Problem.Invalid(mistakes);
        var page = await letters.ListAsync(route.Id, after, limit ?? DefaultLimit, ct);
        var next = page.Next?.ToString();
        if (next is not null) context.Response.Headers.Link = $"<{context.Request.Path}?limit={limit ?? DefaultLimit}&cursor={next}>; rel=\"next\"";
        return TypedResults.Ok(new DeadLetterListView([.. page.Letters.Select(letter => DeadLetterView.Of(letter, whole: false))], await letters.CountAsync(route.Id, ct), next));
    }

    /// <summary>Shows a dead letter with its payload.</summary>
    internal static async Task<IResult> Get(FunctionRoute route, InvocationId id, DeadLetterStore letters, CancellationToken ct) =>
        await letters.FindAsync(route.Id, id, ct) is { } letter ? TypedResults.Ok(DeadLetterView.Of(letter, whole: true)) : Problem.UnknownDeadLetter();

    /// <summary>Invokes a dead letter's function again.</summary>
    internal static async Task<IResult> Redrive(HttpContext context, FunctionRoute route, InvocationId id, DeadLetterStore letters, CancellationToken ct)
    {
        if (await letters.FindAsync(route.Id, id, ct) is not { } letter) return Problem.UnknownDeadLetter();
        var answer = await letters.RedriveAsync(route.Id, letter, TraceParent.Of(context.Request), ct);
        return answer.Outcome is EnqueueOutcome.Accepted or EnqueueOutcome.Repeated
            ? TypedResults.Accepted($"/invocations/{answer.First}", new RedrivenView(answer.First))
            : Refuse(context, answer);
    }

    /// <summary>Invokes them all again, as far as the function's limits allow.</summary>
    internal static async Task<IResult> RedriveAll(HttpContext context, FunctionRoute route, DeadLetterStore letters, FunctionStore functions, CancellationToken ct)
    {
        if (await functions.FindAsync(route.Id, ct) is null) return Problem.UnknownFunction();
        // Those that die meanwhile are not for this call.
        var (redriven, most) = (0L, await letters.CountAsync(route.Id, ct));
        while (redriven < most && await letters.ListAsync(route.Id, null, MaxLimit, ct) is { Letters.Count: > 0 } page)
        {
            foreach (var letter in page.Letters)
            {
                var answer = await letters.RedriveAsync(route.Id, letter, TraceParent.Of(context.Request), ct);
                if (answer.Outcome is EnqueueOutcome.QueueFull or EnqueueOutcome.RateExceeded) return TypedResults.Ok(new RedrivenAllView(redriven, await letters.CountAsync(route.Id, ct)));
                if (answer.Outcome == EnqueueOutcome.UnknownFunction) return Problem.UnknownFunction();
                if (++redriven == most) break;
            }
        }
        return TypedResults.Ok(new RedrivenAllView(redriven, await letters.CountAsync(route.Id, ct)));
    }

    /// <summary>Takes a dead letter away.</summary>
    internal static async Task<IResult> Purge(FunctionRoute route, InvocationId id, DeadLetterStore letters, CancellationToken ct) =>
        await letters.PurgeAsync(route.Id, id, ct) ? TypedResults.NoContent() : Problem.UnknownDeadLetter();

    /// <summary>Takes all dead letters of a function away.</summary>
    internal static async Task<IResult> PurgeAll(FunctionRoute route, DeadLetterStore letters, CancellationToken ct) =>
        TypedResults.Ok(new PurgedView(await letters.PurgeAllAsync(route.Id, ct)));

    private static ProblemHttpResult Refuse(HttpContext context, EnqueueAnswer answer)
    {
        if (answer.Outcome == EnqueueOutcome.UnknownFunction) return Problem.UnknownFunction();
        context.Response.Headers.RetryAfter = answer.RetryAfter.Seconds();
        return Problem.Limited(answer.Outcome == EnqueueOutcome.QueueFull ? "function.queueLength" : "function.ratePerSecond");
    }
}
