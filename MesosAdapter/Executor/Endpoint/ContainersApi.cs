using System.Reflection;
using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runs;
using Faas.Mesos.Executor.Runtimes;

namespace Faas.Mesos.Executor.Endpoint;

/// <summary>What invokers call.</summary>
internal static class ContainersApi
{
    public const string HealthPath = "/health";
    /// <summary>An init's variables and parameters, and what the invoker adds: a little over their limits of 1 MiB each.</summary>
    public const int LargestBody = 4 << 20;

    private const int LongestId = 64;

    private static readonly string Version = typeof(ContainersApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static void MapContainers(this WebApplication app)
    {
        app.MapGet(HealthPath, static context => context.Response.WriteAsync("ok", context.RequestAborted));
        app.MapGet("/executor", DescribeAsync);
        app.MapPut("/containers/{id}", StartAsync);
        app.MapPost("/containers/{id}/init", InitAsync);
        app.MapPost("/containers/{id}/owner", AdoptAsync);
        app.MapDelete("/containers/{id}", RemoveAsync);
    }

    /// <summary>Tells what this executor is and has.</summary>
    internal static Task DescribeAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var description = new ExecutorDescription(
            Version,
            services.GetRequiredService<IIsolationDriver>().Name,
            services.GetRequiredService<RuntimeCatalog>().Statuses,
            services.GetRequiredService<ContainerRegistry>().List())
        {
            Images = services.GetRequiredService<IIsolationDriver>().ListImages(),
        };
        return context.Response.WriteAsJsonAsync(description, ContractsJson.Default.ExecutorDescription, cancellationToken: context.RequestAborted);
    }

    /// <summary>Makes a container in an empty slot.</summary>
    internal static async Task StartAsync(HttpContext context)
    {
        var id = Id(context);
        if (!IsValid(id)) { await context.RefuseAsync(ExecutorFault.BadRequest, $"A container's id is 1 to {LongestId} letters, digits, - and _."); return; }
        if (await ReadAsync(context, ContractsJson.Default.ContainerStart) is not { Slot: not null, Kind: not null, MemoryMiB: > 0, Owner: not null } wish)
        {
            await context.RefuseAsync(ExecutorFault.BadRequest, "The body names no slot, kind, memory and owner.");
            return;
        }
        switch (await context.RequestServices.GetRequiredService<ContainerRegistry>().StartAsync(id, wish, context.RequestAborted))
        {
            case StartOutcome.Refused refused:
                await context.RefuseAsync(refused.Fault, refused.Detail);
                break;
            case StartOutcome.Started started:
                context.Response.StatusCode = StatusCodes.Status201Created;
                await SayStartedAsync(context, started.Micros, started.Container.Ahead);
                break;
        }
    }

    /// <summary>Gives a container its code.</summary>
    internal static async Task InitAsync(HttpContext context)
    {
        var id = Id(context);
        if (context.RequestServices.GetRequiredService<ContainerRegistry>().Find(id) is not { } container)
        {
            await context.RefuseAsync(ExecutorFault.UnknownContainer, $"There is no container {id}.");
            return;
        }
        if (await ReadAsync(context, ContractsJson.Default.ContainerInit) is not { CodeSource: not null, Main: not null, Environment: not null, TimeoutMs: > 0 } wish)
        {
            await context.RefuseAsync(ExecutorFault.BadRequest, "The body names no source, main, environment and timeout.");
            return;
        }
        if (await context.RequestServices.GetRequiredService<ContainerInitialiser>().InitAsync(container, wish, context.RequestAborted) is not { } reply)
        {
            await context.RefuseAsync(ExecutorFault.ContainerGone, $"The container {id} has code already, or has ended.");
            return;
        }
        await context.Response.WriteAsJsonAsync(reply, ContractsJson.Default.ContainerReply, cancellationToken: context.RequestAborted);
    }

    /// <summary>Passes a warm container on.</summary>
    internal static async Task AdoptAsync(HttpContext context)
    {
        var id = Id(context);
        if (await ReadAsync(context, ContractsJson.Default.ContainerAdoption) is not { From: not null, To.Length: > 0 } adoption)
        {
            await context.RefuseAsync(ExecutorFault.BadRequest, "The body names no session from which and to which.");
            return;
        }
        var registry = context.RequestServices.GetRequiredService<ContainerRegistry>();
        if (registry.Adopt(id, adoption) is { } fault)
        {
            await context.RefuseAsync(fault, $"The container {id} has no code, or is not {adoption.From}'s, or something runs in it.");
            return;
        }
        await SayStartedAsync(context, 0, registry.Find(id)?.Ahead ?? 0);
    }

    /// <summary>Removes a container; answers when it is gone.</summary>
    internal static async Task RemoveAsync(HttpContext context)
    {
        await context.RequestServices.GetRequiredService<ContainerRegistry>().RemoveAsync(Id(context), SessionOf(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <returns>Who asks, as it says.</returns>
    internal static string? SessionOf(HttpContext context) => context.Request.Headers[ContainerAdoption.SessionHeader] is [{ Length: > 0 } session] ? session : null;

    private static Task SayStartedAsync(HttpContext context, long micros, int ahead)
    {
        var started = new ContainerStarted(micros, ahead) { Life = context.RequestServices.GetRequiredService<ExecutorLife>().Id };
        return context.Response.WriteAsJsonAsync(started, ContractsJson.Default.ContainerStarted, cancellationToken: context.RequestAborted);
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    // It becomes the name of a folder and of a cgroup.
    private static bool IsValid(string id) => id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static async Task<T?> ReadAsync<T>(HttpContext context, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            var wish = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            // What follows touches the disk: not on the thread that serves sockets.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return wish;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
