using Faas.Gateway;

await GatewayHost.Build(args).RunAsync();
