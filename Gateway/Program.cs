using Faas.Gateway;
using Faas.Gateway.Ledger;

if (args.Contains(LedgerCheck.Option)) return await LedgerCheck.RunAsync(args, Console.Out);
await using var app = GatewayHost.Build(args);
await app.RunAsync();
return 0;
