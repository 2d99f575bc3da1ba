using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Faas.Gateway.Problems;

/// <summary>Every error body there is, apart from those of an invocation's outcome (<see cref="OutcomeProblem"/>). Types are stable: clients may switch on them.</summary>
internal static class Problem
{
    public const string TypePrefix = "urn:faas:";

    public static ProblemHttpResult BadRequest(string detail) => Of(400, "bad-request", "The request cannot be read", detail);

    public static ProblemHttpResult Invalid(Mistakes mistakes) =>
        Of(400, "invalid", "The request has mistakes", mistakes.Summary, new() { ["errors"] = mistakes.ByField });

    public static ProblemHttpResult Unauthorized() =>
        Of(401, "unauthorized", "A valid API key is needed", "Send 'Authorization: Bearer <id>:<secret>', or Basic with the id as user and the secret as password.");

    public static ProblemHttpResult Forbidden(string detail) => Of(403, "forbidden", "This caller may not do that", detail);

    public static ProblemHttpResult UnknownFunction() => Of(404, "unknown-function", "There is no such function", "No function of this name exists in the caller's namespace.");

    public static ProblemHttpResult UnknownInvocation() =>
        Of(404, "unknown-invocation", "There is no such invocation", "It was never accepted, is kept no longer, belongs to another namespace, or is synchronous and not yet started.");

    public static ProblemHttpResult NoResult() => Of(404, "no-result", "No result is kept", "The invocation ended without a result, or its result is kept no longer.");

    public static ProblemHttpResult UnknownKey() => Of(404, "unknown-key", "There is no such key", "No key of this id exists in the caller's namespace.");

    public static ProblemHttpResult FunctionExists() => Of(409, "function-exists", "The function exists", "PUT replaces a function; POST only creates one.");

    public static ProblemHttpResult NotFinished() => Of(409, "not-finished", "The invocation has not finished", "Ask again when its state is done, failed, dead or cancelled.");

    public static ProblemHttpResult PreconditionFailed(string detail) => Of(412, "precondition-failed", "The function is not at that revision", detail);

    public static ProblemHttpResult TooLarge(string what, long limit) =>
        Of(413, "too-large", "The request is too large", $"{what} is limited to {limit} bytes.", new() { ["limit"] = limit });

    public static ProblemHttpResult Multipart() => Of(415, "unsupported-media-type", "Forms are not understood", "Send the body as JSON, not as multipart.");

    /// <param name="limit">Which: <c>function.queueLength</c>, <c>namespace.ratePerSecond</c>, …</param>
    public static ProblemHttpResult Limited(string limit) => limit.EndsWith("queueLength", StringComparison.Ordinal)
        ? Of(429, "queue-full", "Too many invocations wait", $"The limit {limit} is reached; try again later.", new() { ["limit"] = limit })
        : Of(429, "rate-exceeded", "Too many invocations came lately", $"The limit {limit} is reached; Retry-After says when there is room again.", new() { ["limit"] = limit });

    public static ProblemHttpResult KeyReused() =>
        Of(422, "idempotency-key-reused", "The Idempotency-Key was used for another request", "A key stands for one body of one function for 24 hours.");

    public static ProblemHttpResult Ended() => Of(409, "ended", "The invocation has ended", "It cannot be taken back any more; its record tells how it ended.");

    public static ProblemHttpResult UnknownDeadLetter() =>
        Of(404, "unknown-dead-letter", "There is no such dead letter", "No dead letter of this id is kept for the function: it was invoked again, purged, is too old, or never was one.");

    public static ProblemHttpResult KindsUnknown(string kind) =>
        Of(503, "kinds-unknown", "No executor has reported its kinds yet", $"Whether '{kind}' can run is not known yet; 'nodejs:default' and 'python:default' are accepted meanwhile.");

    public static ProblemHttpResult StoreUnavailable() =>
        Of(503, "store-unavailable", "The store does not answer", "It comes back by itself: try again. Whether the request was carried out is not known.");

    /// <summary>What the framework refused on its own, and what nobody expected.</summary>
    public static ProblemHttpResult OfStatus(int status, string? detail = null) => status switch
    {
        400 => Of(400, "bad-request", "The request cannot be read", detail),
        404 => Of(404, "not-found", "There is nothing here", detail ?? "The API is described at /openapi/v1.json and, for people, at /swagger."),
        405 => Of(405, "method-not-allowed", "The method is not allowed here", detail ?? "The Allow header names the methods that are."),
        413 => Of(413, "too-large", "The request is too large", detail),
        415 => Of(415, "unsupported-media-type", "The media type is not understood", detail),
        >= 500 => Of(status, "internal-error", "Something went wrong in the gateway", detail ?? "It has been logged."),
        _ => Of(status, $"status-{status}", "The request was refused", detail),
    };

    internal static ProblemHttpResult Of(int status, string type, string title, string? detail, Dictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Type = TypePrefix + type, Title = title, Detail = detail, Extensions = extensions ?? [] });
}
