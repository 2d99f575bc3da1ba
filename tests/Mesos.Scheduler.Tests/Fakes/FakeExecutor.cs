using System.Collections.Concurrent;
using Faas.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Answers what the framework asks executors; all of the fake master's agents share it.</summary>
internal sealed class FakeExecutor : IAsyncDisposable
{
    public const string Token = "token";

    private readonly WebApplication _app;

    private FakeExecutor(WebApplication app) => _app = app;

    public static async Task<FakeExecutor> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var executor = new FakeExecutor(app);
        app.Use((context, next) => context.Request.Headers.Authorization == $"Bearer {Token}" ? next(context) : Refuse(context));
        app.MapGet("/executor", () => Results.Json(executor.Describe(), ContractsJson.Default.ExecutorDescription));
        app.MapGet("/pid", () => Environment.ProcessId);
        app.MapDelete("/containers/{id}", (string id) => executor.Containers.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound());
        await app.StartAsync();
        return executor;
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>How often it was asked what it has.</summary>
    public int Asked { get; private set; }

    public ConcurrentDictionary<string, ExecutorContainer> Containers { get; } = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private ExecutorDescription Describe()
    {
        Asked++;
        return new("1", "process", [new KindStatus("nodejs:20", true, null)], [.. Containers.Values]);
    }
}
