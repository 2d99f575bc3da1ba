using Faas.Mesos.Executor;
using Faas.Mesos.Executor.Isolation;

var builder = WebApplication.CreateSlimBuilder();
builder.AddOptions(args).AddContainers().AddEndpoint().AddIsolation();
await using var app = builder.Build();
return await app.RunExecutorAsync();
