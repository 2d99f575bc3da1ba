using System.Net;
using Faas.Mesos.Executor.Code;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Endpoint;
using Faas.Mesos.Executor.Logs;
using Faas.Mesos.Executor.Roots;
using Faas.Mesos.Executor.Runs;
using Faas.Mesos.Executor.Slots;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor;

/// <summary>What the program consists of.</summary>
internal static class ExecutorSetup
{
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--port"] = "Port", ["--bind"] = "Bind", ["--data-folder"] = "DataFolder", ["--runtimes"] = "Runtimes", ["--driver"] = "Driver", ["--trust-every-function"] = "TrustEveryFunction",
        ["--code-cache-mib"] = "CodeCacheMiB", ["--kept-answers-mib"] = "KeptAnswersMiB", ["--pids-limit"] = "PidsLimit", ["--standalone-token"] = "StandaloneToken",
    };

    /// <summary>Settings come from <c>FAAS_EXECUTOR_*</c> and the command line alone: an agent's own environment must not leak in.</summary>
    public static WebApplicationBuilder AddOptions(this WebApplicationBuilder builder, string[] args, out ExecutorOptions options)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("FAAS_EXECUTOR_").AddCommandLine(args, Switches).Build();
        builder.Services.AddOptionsWithValidateOnStart<ExecutorOptions, ExecutorOptionsValidator>().Bind(settings)
            .PostConfigure<ShortFolder>((bound, folder) => bound.DataFolder = folder.Of(bound.DataFolder));
        builder.Services.AddSingleton<ShortFolder>();
        options = new();
        try
        {
            settings.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException(e.InnerException?.Message is { } reason ? $"{e.Message} {reason}" : e.Message);
        }
        return builder;
    }

    public static WebApplicationBuilder AddEndpoint(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            var options = kestrel.ApplicationServices.GetRequiredService<IOptions<ExecutorOptions>>().Value;
            var everywhere = options.StandaloneToken is null ? IPAddress.Any : IPAddress.Loopback;
            kestrel.Listen(options.Bind is null ? everywhere : IPAddress.Parse(options.Bind), options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ContainersApi.LargestBody;
            // An invoker keeps its connections for as long as it lives.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
        });
        // A call goes on where its bytes were read: handing it to another thread costs more than all that is done for it.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        return builder;
    }

    public static WebApplicationBuilder AddContainers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<SlotBook>().AddSingleton<LogPump>();
        builder.Services.AddSingleton(new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null }));
        builder.Services.AddSingleton<CodeFetcher>().AddSingleton<CodeCache>();
        builder.Services.AddSingleton(new StartedAttempts(StartedAttempts.DefaultCapacity)).AddSingleton<ExecutorLife>().AddSingleton<RunStarter>();
        builder.Services.AddSingleton(services => new KeptRuns((long)services.GetRequiredService<IOptions<ExecutorOptions>>().Value.KeptAnswersMiB << 20));
        builder.Services.AddSingleton<ContainerFolders>().AddSingleton<ContainerStarter>().AddSingleton<ContainerRegistry>().AddSingleton<ContainerInitialiser>();
        builder.Services.AddSingleton(services => services.GetRequiredService<Preparation>().Catalog).AddSingleton<Preparation>().AddSingleton<RootedKinds>();
        builder.Services.AddHostedService<Farewell>();
        return builder;
    }
}
