using System.Text.Json.Nodes;
using Faas.Contracts;
using Faas.Gateway.OpenApi;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Invocations;

/// <summary>What the OpenAPI document says of invocations.</summary>
internal static class InvocationDocs
{
    private const string Shown = """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a","function":"hello","state":"done","outcome":"success","attempt":1,"acceptedAt":"2026-09-01T12:00:00+00:00","endedAt":"2026-09-01T12:00:00.0021+00:00","timings":{"queueMs":0.21,"startMs":0,"initMs":0,"runMs":0.9},"start":"warm","revision":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1b","container":"c12","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","result":{"greeting":"Hello World"},"logs":["2026-09-01T12:00:00.001Z stdout: greeting World"]}""";

    private static readonly string[] Headers = ["X-Invocation-Id", "Location", "Server-Timing", "Traceresponse", "Preference-Applied", "Idempotent-Replayed"];

    public static IEndpointConventionBuilder DescribedAsInvoke(this IEndpointConventionBuilder endpoint) => endpoint
        .WithMetadata(typeof(InvokeApi).GetMethod(nameof(InvokeApi.InvokeAsync), [typeof(HttpContext)])!)
        .WithTags("Invocations")
        .Describe(new("Invokes a function",
            "The body, a JSON object of at most 1 MiB, overrides the function's parameters; no body is `{}`. It is read as JSON whatever its Content-Type says. "
            + "The result is passed through byte for byte. By default the call waits for it; an invocation that is waited for is started at most once. "
            + "A caller that goes away ends the waiting, not the invocation.")
        {
            Parameters =
            [
                new("Prefer", "`respond-async`: answer 202 at once. `wait=10`: answer 202 when there is no result after ten seconds. Both may be combined (RFC 7240)."),
                new("Idempotency-Key", "A word for this request: sent again within 24 hours with the same body it means the same invocation, with another body it is refused (422)."),
                new("priority", "`high`, `normal` (default) or `low`: which of the function's waiting invocations it goes before.", InQuery: true),
                new("delay", "Seconds from its acceptance until it may run, up to 30 days. Nobody waits for it: the answer is 202.", InQuery: true),
                new("notBefore", "A time (RFC 3339) before which it does not run, up to 30 days ahead. Nobody waits for it: the answer is 202.", InQuery: true),
                new("traceparent", "The caller's trace (W3C), continued into the function; one is made otherwise."),
            ],
            Body = new(typeof(JsonObject), """{"name":"World"}""", Required: false),
            Answers =
            [
                new(200, "The function's result.", typeof(JsonObject), """{"greeting":"Hello World"}""", Headers: Headers),
                new(202, "It was accepted; ask at Location.", typeof(AcceptedView), """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a"}""", Headers: Headers),
            ],
            Problems =
            [
                Problem.BadRequest("The body must be a JSON object, not an array."), Problem.UnknownFunction(), OutcomeProblem.Of(Outcome.FunctionDeleted, null),
                OutcomeProblem.Of(Outcome.Cancelled, null), Problem.TooLarge("The body of an invocation", InvokeApi.MaxPayload), Problem.Multipart(), Problem.Invalid(Mistake()), Problem.KeyReused(),
                Problem.Limited("function.queueLength"), Problem.Limited("function.ratePerSecond"), Problem.Limited("namespace.ratePerSecond"), Problem.Limited("namespace.queueLength"),
                OutcomeProblem.Of(Outcome.LimitReached, "As many invocations ran as the limit namespace.running allows, until its caller's time was over.", limit: "namespace.running"),
                OutcomeProblem.Of(Outcome.FunctionError, "boom"), OutcomeProblem.Of(Outcome.InitError, null), OutcomeProblem.Of(Outcome.OutOfMemory, null),
                OutcomeProblem.Of(Outcome.Crashed, null), OutcomeProblem.Of(Outcome.CouldNotStart, null), OutcomeProblem.Of(Outcome.ResultTooLarge, null),
                OutcomeProblem.Of(Outcome.OutcomeUnknown, null), OutcomeProblem.Of(Outcome.PlatformLost, null), OutcomeProblem.Of(Outcome.NoCapacity, null), OutcomeProblem.Of(Outcome.TimedOut, null),
            ],
        });

    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows an invocation",
        "State (`queued`, `delayed`, `running`, `done`, `failed`, `dead`, `cancelled`), timings, result and logs. Kept for 24 hours; of synchronous successes, the last 100 of each function.")
    {
        Answers = [new(200, "The invocation.", typeof(InvocationView), Shown)],
        Problems = [Problem.BadRequest("The id is not 32 hex digits."), Problem.UnknownInvocation()],
    });

    public static RouteHandlerBuilder DescribedAsCancel(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Cancels an invocation",
        "It ends as `cancelled`, whatever its function does from here on. One that had not been started never will be; the run of one that had is abandoned.")
    {
        Answers =
        [
            new(202, "It ran; its run is abandoned.", typeof(AcceptedView), """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a"}"""),
            new(204, "It had not been started.", MediaType: null),
        ],
        Problems = [Problem.BadRequest("The id is not 32 hex digits."), Problem.UnknownInvocation(), Problem.Ended()],
    });

    private static Mistakes Mistake()
    {
        var mistakes = new Mistakes();
        mistakes.Add("delay", "'delay' is 0 to 2592000 seconds.");
        return mistakes;
    }

    public static RouteHandlerBuilder DescribedAsGetResult(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Gives the result of an invocation", "Byte for byte as the function answered.")
    {
        Answers = [new(200, "The result.", typeof(JsonObject), """{"greeting":"Hello World"}""")],
        Problems = [Problem.BadRequest("The id is not 32 hex digits."), Problem.UnknownInvocation(), Problem.NoResult(), Problem.NotFinished()],
    });

    public static RouteHandlerBuilder DescribedAsGetLogs(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Gives the logs of an invocation", "What it wrote, one `time stream: text` a line.")
    {
        Answers = [new(200, "The lines.", Example: "2026-09-01T12:00:00.001Z stdout: greeting World", MediaType: "text/plain")],
        Problems = [Problem.BadRequest("The id is not 32 hex digits."), Problem.UnknownInvocation(), Problem.NotFinished()],
    });
}
