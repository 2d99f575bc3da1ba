using Faas.Gateway.OpenApi;

namespace Faas.Gateway.Status;

/// <summary>What the OpenAPI document says of the system.</summary>
internal static class StatusDocs
{
    public static RouteHandlerBuilder DescribedAsGetMesos(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows the Mesos clusters",
        "Per cluster the invoker that leads the framework, the master it talks to, agents, offers with their role and when they came, slots with the invoker that has each, and how many wait for one. Long lists are cut at 500; totals count everything. For operators.")
    {
        Answers = [new(200, "The clusters.", typeof(MesosView), """{"clusters":[{"leader":"0f3c5a7e9b1d2f40","address":"http://10.0.0.5:8081","followers":[],"capacity":{"master":"http://10.0.0.1:5050","frameworkId":"2f0b3f4e-0000","subscribed":true,"offers":[{"id":"2f0b3f4e-O7","agent":"2f0b3f4e-S1","hostname":"10.0.0.9","cpus":3.5,"memoryMiB":896,"since":"2026-11-28T09:00:00+00:00","role":"faas"}],"slots":[{"id":"slot-256-1","agent":"2f0b3f4e-S1","state":"taken","memoryMiB":256,"since":"2026-11-28T09:00:00+00:00","invoker":"0f3c5a7e9b1d2f40"}],"kinds":[],"cluster":"mesos","epoch":7,"agents":[{"id":"2f0b3f4e-S1","hostname":"10.0.0.9","executor":"http://10.0.0.9:31000","slots":1,"offeredMiB":896,"leaving":false}],"totals":{"offers":1,"offeredMiB":896,"agents":1,"slotsTaken":1,"slotsEmpty":0,"slotsOther":0,"waiting":0}}}]}""")],
    });

    public static RouteHandlerBuilder DescribedAsGet(this RouteHandlerBuilder endpoint) => endpoint.Describe(new("Shows the whole system",
        "Living invokers with the shards each owns and its containers; of the one that leads, the Mesos master, offers and slots; waiting queues; kinds and why one is missing. For operators.")
    {
        Answers = [new(200, "The system.", typeof(SystemView), """{"invokers":[],"queues":[{"function":"guest/hello","waiting":3}],"kinds":[{"kind":"nodejs:20","isDefault":true}]}""")],
    });
}
