using Faas.Gateway.OpenApi;

namespace Faas.Gateway.Status;

/// <summary>What the OpenAPI document says of the system.</summary>
internal static class StatusDocs
{
    public static RouteHandlerBuilder DescribedAsGetMesos(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows the Mesos clusters",
        "Per cluster the invoker that leads the framework, the master it talks to, agents, offers with when they came, slots and how many wait for one. Long lists are cut at 500; totals count everything. For operators.")
    {
        Answers = [new(200, "The clusters.", typeof(MesosView), """{"clusters":[{"leader":"0f3c5a7e9b1d2f40","address":"http://10.0.0.5:8081","followers":[],"capacity":{"master":"http://10.0.0.1:5050","frameworkId":"2f0b3f4e-0000","subscribed":true,"offers":[],"slots":[],"kinds":[],"cluster":"mesos","epoch":7,"agents":[],"totals":{"offers":0,"offeredMiB":0,"agents":0,"slotsTaken":0,"slotsEmpty":0,"slotsOther":0,"waiting":0}}}]}""")],
    });

    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows the whole system",
        "Living invokers with the shards each owns and its containers; of the one that leads, the Mesos master, offers and slots; waiting queues; kinds and why one is missing. For operators.")
    {
        Answers = [new(200, "The system.", typeof(SystemView), """{"invokers":[],"queues":[{"function":"guest/hello","waiting":3}],"kinds":[{"kind":"nodejs:20","isDefault":true}]}""")],
    });
}
