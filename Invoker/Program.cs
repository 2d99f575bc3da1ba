using Faas.Invoker;
using Faas.Invoker.Capacity;

if (args is ["teardown", .. var rest]) return await Teardown.RunAsync(rest);
await InvokerHost.Build(args).RunAsync();
return 0;
