using Faas.Mesos.Executor;

// Continuations of socket operations run where the operation ended: handing each to a pool thread cost half of the data path's time
// (docs of SocketAsyncEngine name this variable; there is no other switch). Whoever blocks or computes leaves that thread first.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await ExecutorProgram.RunAsync(args);
