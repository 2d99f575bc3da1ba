using Faas.Invoker;

await InvokerHost.Build(args).RunAsync();
