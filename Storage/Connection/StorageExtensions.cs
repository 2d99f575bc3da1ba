using Faas.Contracts;
using Faas.Storage.Connection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Faas.Storage;

/// <summary>Registers the stores.</summary>
public static class StorageExtensions
{
    /// <summary>Adds every store over one connection; options come from the section <see cref="StorageOptions.Section"/>.</summary>
    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<StorageOptions, StorageOptionsValidator>()
            .BindConfiguration(StorageOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsRules>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RedisStore>();
        builder.Services.AddHostedService<StoreCheck>();
        builder.Services.AddSingleton<FunctionStore>();
        builder.Services.AddSingleton<CodeStore>();
        builder.Services.AddSingleton<WaitStore>();
        builder.Services.AddSingleton<InvocationQueue>();
        builder.Services.AddSingleton<InvocationStore>();
        builder.Services.AddSingleton<InvocationEnding>();
        builder.Services.AddSingleton<DeadLetterStore>();
        builder.Services.AddSingleton<DelayedQueue>();
        builder.Services.AddSingleton<ResultInbox>();
        builder.Services.AddSingleton<LedgerStore>();
        builder.Services.AddSingleton<NamespaceStore>();
        builder.Services.AddSingleton<RunningShares>();
        builder.Services.AddSingleton<ApiKeyStore>();
        builder.Services.AddSingleton<SystemStore>();
        builder.Services.AddSingleton<WorkQueue>();
        builder.Services.AddSingleton<ShardStore>();
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<ISchedulerMemory, SchedulerMemory>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        return builder;
    }
}
