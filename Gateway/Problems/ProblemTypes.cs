using Faas.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Problems;

/// <summary>Every error body there is. Its <c>type</c> is stable: programs may switch on it.</summary>
internal static class ProblemTypes
{
    public static ProblemHttpResult BadRequest(string detail) => Problem("bad-request", "The request cannot be understood", StatusCodes.Status400BadRequest, detail);

    /// <summary>All mistakes at once, by field.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyCollection<(string Field, string Mistake)> mistakes) => Problem(
        "invalid", "The request has mistakes", StatusCodes.Status400BadRequest, string.Join(' ', mistakes.Select(mistake => mistake.Mistake)),
        ("errors", mistakes.GroupBy(mistake => mistake.Field, mistake => mistake.Mistake).ToDictionary(group => group.Key, group => group.ToArray())));

    public static ProblemHttpResult Unauthorized() => Problem("unauthorized", "A key is needed", StatusCodes.Status401Unauthorized,
        "Send Authorization: Bearer id:secret, or Basic with the id as user and the secret as password.");

    public static ProblemHttpResult Forbidden(string detail) => Problem("forbidden", "Not from there", StatusCodes.Status403Forbidden, detail);

    public static ProblemHttpResult UnknownFunction() => Problem("unknown-function", "There is no such function", StatusCodes.Status404NotFound);

    public static ProblemHttpResult UnknownInvocation() => Problem("unknown-invocation", "There is no such invocation", StatusCodes.Status404NotFound,
        "It was never accepted in this namespace, is kept no longer, or is a synchronous one still under way.");

    public static ProblemHttpResult UnknownKey() => Problem("unknown-key", "There is no such key", StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotFinished() => Problem("not-finished", "The invocation has not ended", StatusCodes.Status409Conflict, "Ask again later, or read the invocation for its state.");

    public static ProblemHttpResult NoResult() => Problem("no-result", "No result is kept", StatusCodes.Status404NotFound, "It had none, or it was given to its caller and is kept no longer.");

    public static ProblemHttpResult Exists() => Problem("exists", "There is a function of this name already", StatusCodes.Status409Conflict, "PUT replaces it.");

    public static ProblemHttpResult OtherRevision(string? current) => Problem("other-revision", "The function is at another revision", StatusCodes.Status412PreconditionFailed,
        current is null ? "There is no such function." : $"It is at \"{current}\".");

    public static ProblemHttpResult TooLarge(string detail) => Problem("too-large", "The body is too large", StatusCodes.Status413PayloadTooLarge, detail);

    public static ProblemHttpResult UnsupportedMediaType() => Problem("unsupported-media-type", "The body must be JSON", StatusCodes.Status415UnsupportedMediaType);

    public static ProblemHttpResult QueueFull() => Problem("queue-full", "Too many invocations of this function wait already", StatusCodes.Status429TooManyRequests,
        "The limit is the length of the function's queue.", ("limit", "queue-length"));

    public static ProblemHttpResult NoKindsYet() => Problem("no-kinds", "No executor has reported its kinds yet", StatusCodes.Status503ServiceUnavailable);

    public static ProblemHttpResult StoreUnavailable() => Problem("store-unavailable", "The store does not answer", StatusCodes.Status503ServiceUnavailable,
        "Whether the request was carried out is not known.");

    public static ProblemHttpResult NoCapacity() => Problem("no-capacity", "No container was free in time", StatusCodes.Status503ServiceUnavailable, "It was not started.");

    /// <summary>An invocation that ended without a result: which status says whose fault it is (docs/api.md).</summary>
    /// <param name="error">What the function itself gave, as JSON, or <see langword="null"/>.</param>
    public static ProblemHttpResult Ended(Outcome outcome, string? reason, System.Text.Json.JsonElement? error)
    {
        var (title, status) = outcome switch
        {
            Outcome.FunctionError => ("The function failed", StatusCodes.Status502BadGateway),
            Outcome.InitError => ("The function's code could not be initialised", StatusCodes.Status502BadGateway),
            Outcome.OutOfMemory => ("The function ran out of memory", StatusCodes.Status502BadGateway),
            Outcome.Crashed => ("The function's process ended", StatusCodes.Status502BadGateway),
            Outcome.CouldNotStart => ("No container could be started for the function", StatusCodes.Status502BadGateway),
            Outcome.ResultTooLarge => ("The result is too large", StatusCodes.Status502BadGateway),
            Outcome.OutcomeUnknown or Outcome.PlatformLost => ("The platform lost the invocation", StatusCodes.Status502BadGateway),
            Outcome.TimedOut => ("The function timed out", StatusCodes.Status504GatewayTimeout),
            Outcome.NoCapacity => ("No container was free in time", StatusCodes.Status503ServiceUnavailable),
            Outcome.FunctionDeleted => ("The function was deleted", StatusCodes.Status404NotFound),
            Outcome.Cancelled => ("The invocation was cancelled", StatusCodes.Status409Conflict),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "A success is no problem."),
        };
        return error is { } value
            ? Problem(KebabCase<Outcome>.Name(outcome), title, status, reason, ("error", value))
            : Problem(KebabCase<Outcome>.Name(outcome), title, status, reason);
    }

    /// <summary>Whatever the framework refuses by status alone.</summary>
    public static string TypeOf(int status) => status switch
    {
        400 => "urn:faas:bad-request",
        404 => "urn:faas:not-found",
        405 => "urn:faas:method-not-allowed",
        413 => "urn:faas:too-large",
        415 => "urn:faas:unsupported-media-type",
        503 => "urn:faas:unavailable",
        _ => "urn:faas:internal",
    };

    private static ProblemHttpResult Problem(string type, string title, int status, string? detail = null, params (string Name, object Value)[] extensions) =>
        TypedResults.Problem(detail, null, status, title, $"urn:faas:{type}", extensions.ToDictionary(pair => pair.Name, pair => (object?)pair.Value));
}
