using Faas.Benchmarks.Queue;
using Faas.Gateway;

// The parts of tests/bench queue, each a process: tests/Benchmarks/queue.sh starts them.
return args switch
{
    ["gateway", .. var settings] => await RunAsync(GatewayHost.Build(settings)),
    ["invoker", var containers, .. var settings] => await RunAsync(Platform.Build(containers, settings)),
    ["spread", var functions, var each, var store] => await Spread.RunAsync(int.Parse(functions), int.Parse(each), store),
    ["features", var invocations, var store] => await Features.RunAsync(int.Parse(invocations), store),
    _ => throw new ArgumentException("gateway | invoker | spread | features"),
};

static async Task<int> RunAsync(WebApplication app)
{
    await app.RunAsync();
    return 0;
}
