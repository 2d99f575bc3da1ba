await using var app = Faas.Gateway.GatewayHost.Build(args);
await app.RunAsync();
