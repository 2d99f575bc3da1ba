using Faas.Mesos.Executor;

return await ExecutorProgram.RunAsync(args);
