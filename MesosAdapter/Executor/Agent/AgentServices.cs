namespace Faas.Mesos.Executor.Agent;

/// <summary>The executor as Mesos sees it.</summary>
internal static class AgentServices
{
    /// <summary>Subscribes to the agent, where one started this program and no stand-alone token says otherwise.</summary>
    /// <exception cref="StartupException">Nobody said how to run.</exception>
    public static WebApplicationBuilder AddAgent(this WebApplicationBuilder builder, ExecutorOptions options, Func<string, string?> variable)
    {
        if (options.StandaloneToken is not null) return builder;
        var agent = AgentEnvironment.Read(variable) ?? throw new StartupException(
            "This program is started by a Mesos agent, which tells it where it is in MESOS_* variables. To try it without Mesos, give it --standalone-token <secret>.");
        var http = new HttpMessageInvoker(AgentTls.Handler(variable));
        builder.Services.AddSingleton(agent).AddSingleton<SlotTasks>();
        builder.Services.AddSingleton(services => new AgentClient(agent, http, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<AgentSubscription>().AddHostedService<EmptyEnd>();
        return builder;
    }
}
