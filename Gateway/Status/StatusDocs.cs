using Faas.Gateway.OpenApi;

namespace Faas.Gateway.Status;

/// <summary>What the OpenAPI document says of the system.</summary>
internal static class StatusDocs
{
    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows the whole system",
        "Living invokers with the shards each owns and its containers; of the one that leads, the Mesos master, offers and slots; waiting queues; kinds and why one is missing. For operators.")
    {
        Answers = [new(200, "The system.", typeof(SystemView), """{"invokers":[],"queues":[{"function":"guest/hello","waiting":3}],"kinds":[{"kind":"nodejs:20","isDefault":true}]}""")],
    });
}
