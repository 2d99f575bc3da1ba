using Faas.Gateway;
using Faas.Invoker;
using Faas.Mesos.Local;
using Faas.Standalone;

var options = StandaloneOptions.Read(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
Directory.CreateDirectory(options.Data);
var ports = LoopbackPorts.Free(2);
using var logs = LoggerFactory.Create(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Warning));

using var store = EmbeddedStore.Start(Path.Combine(options.Data, "store"), ports[0]);
await using var mesos = await LocalMesosHost.StartAsync(Parts.Mesos(options), TimeProvider.System, logs, CancellationToken.None);
await using var invoker = InvokerHost.Build(args, builder => builder.Configuration.AddInMemoryCollection(Parts.Invoker(options, store, mesos, ports[1])));
await using var gateway = GatewayHost.Build(args, builder => builder.Configuration.AddInMemoryCollection(Parts.Gateway(options, store)));
await invoker.StartAsync();
await gateway.StartAsync();

Console.WriteLine($"""

    Faas is up: http://127.0.0.1:{options.Port}      Swagger UI: http://127.0.0.1:{options.Port}/swagger
    From this machine no key is needed; clients that want one find it in {Parts.KeyFile(options)}.
    Functions and results are kept in {options.Data}. Stop with Ctrl+C.

    """);
await gateway.WaitForShutdownAsync();
// The invoker drains while the store and Mesos are still there.
await invoker.StopAsync();
