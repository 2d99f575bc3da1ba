using Faas.Gateway.OpenApi;
using Faas.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.DeadLetters;

/// <summary>What the OpenAPI document says of dead letters.</summary>
internal static class DeadLetterDocs
{
    private const string Shown = """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a","outcome":"function-error","reason":"boom","attempts":5,"acceptedAt":"2026-09-01T12:00:00+00:00","diedAt":"2026-09-01T12:03:10+00:00"}""";
    private const string ShownWhole = """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a","outcome":"function-error","reason":"boom","attempts":5,"acceptedAt":"2026-09-01T12:00:00+00:00","diedAt":"2026-09-01T12:03:10+00:00","payload":{"name":"World"}}""";

    public static RouteHandlerBuilder DescribedAsList(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Lists dead letters",
        "Asynchronous invocations that were given up: of a function with `retry`, after the last attempt; of any function, when the platform lost them five times. "
        + "Kept for 14 days, at most 10,000 of a function, and gone with their function.")
    {
        Parameters =
        [
            new("limit", $"At most so many: 1 to {DeadLettersApi.MaxLimit}, default {DeadLettersApi.DefaultLimit}.", InQuery: true),
            new("cursor", "Where to go on: `next` of the part before.", InQuery: true),
        ],
        Answers = [new(200, "Dead letters, oldest first.", typeof(DeadLetterListView), $$"""{"deadLetters":[{{Shown}}],"total":1}""", Headers: ["Link"])],
        Problems = [Problem.BadRequest("The path holds no name."), Problem.Invalid(Mistake("limit", "'limit' is 1 to 200."))],
    });

    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows a dead letter", "With its payload.")
    {
        Answers = [new(200, "The dead letter.", typeof(DeadLetterView), ShownWhole)],
        Problems = NotFound(),
    });

    public static RouteHandlerBuilder DescribedAsRedrive(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Invokes a dead letter again",
        "A new invocation with the same payload and priority; the letter is taken away, and its own record stays as it is. Asked twice, it is invoked once.")
    {
        Answers = [new(202, "It was accepted.", typeof(RedrivenView), """{"id":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1b"}""", Headers: ["Location"])],
        Problems = [.. NotFound(), Problem.UnknownFunction(), Problem.Limited("function.queueLength"), Problem.Limited("function.ratePerSecond")],
    });

    public static RouteHandlerBuilder DescribedAsRedriveAll(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Invokes all dead letters again",
        "Oldest first, as far as the function's limits allow.")
    {
        Answers = [new(200, "How many were accepted, and how many are left.", typeof(RedrivenAllView), """{"redriven":12,"left":0}""")],
        Problems = [Problem.BadRequest("The path holds no name."), Problem.UnknownFunction()],
    });

    public static RouteHandlerBuilder DescribedAsPurge(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Purges a dead letter", "The record of the invocation stays for its time.")
    {
        Answers = [new(204, "It is gone.", MediaType: null)],
        Problems = NotFound(),
    });

    public static RouteHandlerBuilder DescribedAsPurgeAll(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Purges all dead letters of a function", "The records of the invocations stay for their time.")
    {
        Answers = [new(200, "How many there were.", typeof(PurgedView), """{"purged":12}""")],
        Problems = [Problem.BadRequest("The path holds no name.")],
    });

    private static ProblemHttpResult[] NotFound() => [Problem.BadRequest("The id is not 32 hex digits."), Problem.UnknownDeadLetter()];

    private static Mistakes Mistake(string field, string problem)
    {
        var mistakes = new Mistakes();
        mistakes.Add(field, problem);
        return mistakes;
    }
}
