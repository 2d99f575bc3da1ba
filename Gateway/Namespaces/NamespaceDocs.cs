using Faas.Contracts;
using Faas.Gateway.OpenApi;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Namespaces;

/// <summary>What the OpenAPI document says of namespaces.</summary>
internal static class NamespaceDocs
{
    private const string Shown = """{"namespace":"guest","ratePerSecond":1000,"queueLength":50000,"running":200}""";

    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows the limits of a namespace", "Of the own one; an operator's key sees all.")
    {
        Answers = [new(200, "Its limits.", typeof(NamespaceLimitsView), Shown)],
        Problems = [Problem.BadRequest(EntityName.Rule)],
    });

    public static RouteHandlerBuilder DescribedAsPut(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Sets the limits of a namespace",
        "For all its functions together, over all gateways and invokers; what is left out is not limited. What is over `running` waits: an asynchronous invocation for its turn, a synchronous one until it has to be started, and then it is answered 429. For operators. A change arrives everywhere within five seconds.")
    {
        Body = new(typeof(NamespaceLimits), """{"ratePerSecond":1000,"queueLength":50000,"running":200}"""),
        Answers = [new(200, "They are set.", typeof(NamespaceLimitsView), Shown)],
        Problems = [Problem.BadRequest(EntityName.Rule), Problem.Invalid(Mistake()), Problem.TooLarge("The body", 64 << 10), Problem.Multipart()],
    });

    public static RouteHandlerBuilder DescribedAsDelete(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Takes the limits of a namespace away", "For operators.")
    {
        Answers = [new(204, "They are gone.", MediaType: null)],
        Problems = [Problem.BadRequest(EntityName.Rule)],
    });

    private static Mistakes Mistake()
    {
        var mistakes = new Mistakes();
        mistakes.Add("ratePerSecond", "The rate is 1 to 1000000 a second, not 0.");
        return mistakes;
    }
}
