using Faas.Gateway.OpenApi;
using Faas.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Functions;

/// <summary>What the OpenAPI document says of functions.</summary>
internal static class FunctionDocs
{
    private const string Request = """{"name":"hello","kind":"nodejs:default","code":"exports.main = p => ({greeting: `Hello ${p.name}`})","parameters":{"name":"stranger"},"limits":{"timeoutMs":10000,"memoryMiB":128},"retry":{"attempts":5,"baseMs":500}}""";
    private const string Replacement = """{"kind":"nodejs:default","code":"exports.main = p => ({greeting: `Hi ${p.name}`})","environment":{"MOOD":"good"}}""";
    private const string Shown = """{"name":"hello","namespace":"guest","kind":"nodejs:20","main":"main","code":{"sha256":"9c1a1c3f0d3e0b7f2f1f6b4b6a1c8f5b2a9b5f9d5f0f6c1e7a3c4d2b1e0f9a8b","size":53,"binary":false},"parameters":{"name":"stranger"},"environment":{},"limits":{"timeoutMs":10000,"memoryMiB":128,"logsKiB":1024,"concurrency":1,"network":"outbound"},"retry":{"attempts":5,"baseMs":500,"capMs":60000,"maxAgeMs":86400000,"on":["function-error","timed-out","crashed","out-of-memory"]},"idempotent":false,"revision":"0199a0c1b2c37d4e8f5a6b7c8d9e0f1a","version":1,"updatedAt":"2026-09-01T12:00:00+00:00"}""";

    private static readonly ParameterDoc IfMatch = new("If-Match", "An ETag: go on only if the function is at that revision, else answer 412. `*`: only if it exists.");

    public static RouteHandlerBuilder DescribedAsCreate(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Creates a function",
        "The body is read as JSON whatever its Content-Type says. Code is the text of one file or, with `binary`, a zip archive in base64. All mistakes are told at once.")
    {
        Body = new(typeof(FunctionRequest), Request),
        Answers = [new(201, "It was created.", typeof(FunctionView), Shown, Headers: ["Location", "ETag"])],
        Problems = [.. Unreadable(), Problem.FunctionExists()],
    });

    public static RouteHandlerBuilder DescribedAsList(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Lists functions",
        "In the order of their names: of a package, or of the whole namespace. `next`, also in the Link header, is the `cursor` of the next part.")
    {
        Parameters =
        [
            new("limit", $"At most so many: 1 to {FunctionsApi.MaxLimit}, default {FunctionsApi.DefaultLimit}.", InQuery: true),
            new("cursor", "Where to go on: `next` of the part before.", InQuery: true),
        ],
        Answers = [new(200, "Functions.", typeof(FunctionListView), $$"""{"functions":[{{Shown}}]}""", Headers: ["Link"])],
        Problems = [Problem.Invalid(Mistake("limit", "'limit' is 1 to 200."))],
    });

    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows a function", "Everything but the code itself.")
    {
        Parameters = [new("If-None-Match", "ETags the caller has: 304 when the function is at one of them.")],
        Answers = [new(200, "The function.", typeof(FunctionView), Shown, Headers: ["ETag"]), new(304, "The caller has it already.")],
        Problems = [Problem.BadRequest("The path holds no name."), Problem.UnknownFunction()],
    });

    public static RouteHandlerBuilder DescribedAsGetCode(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Gives a function's code", "Byte for byte as it was uploaded: text, or a zip archive.")
    {
        Answers = [new(200, "The code.", Example: "exports.main = p => ({greeting: `Hello ${p.name}`})", MediaType: "text/plain")],
        Problems = [Problem.BadRequest("The path holds no name."), Problem.UnknownFunction()],
    });

    public static RouteHandlerBuilder DescribedAsPut(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Creates or replaces a function",
        "The whole function is replaced: what is left out has its default. Invocations that wait run the new revision.")
    {
        Parameters = [IfMatch, new("If-None-Match", "`*`: only if there is no such function, else answer 412.")],
        Body = new(typeof(FunctionRequest), Replacement),
        Answers =
        [
            new(200, "It was replaced.", typeof(FunctionView), Shown, Headers: ["ETag"]),
            new(201, "It was created.", typeof(FunctionView), Shown, Headers: ["Location", "ETag"]),
        ],
        Problems = [.. Unreadable(), Problem.PreconditionFailed("It is at revision 0199a0c1b2c37d4e8f5a6b7c8d9e0f1b.")],
    });

    public static RouteHandlerBuilder DescribedAsDelete(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Deletes a function",
        "Invocations of it that still wait end as `function-deleted`; those that run go on to their end.")
    {
        Parameters = [IfMatch],
        Answers = [new(204, "It is deleted.", MediaType: null)],
        Problems = [Problem.BadRequest("The path holds no name."), Problem.UnknownFunction(), Problem.PreconditionFailed("It is at revision 0199a0c1b2c37d4e8f5a6b7c8d9e0f1b.")],
    });

    private static IEnumerable<ProblemHttpResult> Unreadable() =>
    [
        Problem.BadRequest("The body is not valid JSON: line 1, byte 12."), Problem.Invalid(Mistake("kind", "There is no kind 'cobol:85'.")),
        Problem.TooLarge("Code", Contracts.CodeReference.MaxSize), Problem.Multipart(), Problem.KindsUnknown("nodejs:20"),
    ];

    private static Mistakes Mistake(string field, string problem)
    {
        var mistakes = new Mistakes();
        mistakes.Add(field, problem);
        return mistakes;
    }
}
