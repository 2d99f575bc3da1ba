using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Executing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Executor.Tests.Agent;

/// <summary>The executor API of an agent, as far as one executor sees it.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly Channel<Event?> _events = Channel.CreateUnbounded<Event?>();

    private FakeAgent(WebApplication app) => _app = app;

    /// <summary>What it answers instead, while it is not null.</summary>
    public int? Refuses { get; set; }

    public string Endpoint => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;

    public Dictionary<string, string> Variables => new()
    {
        ["MESOS_AGENT_ENDPOINT"] = Endpoint, ["MESOS_FRAMEWORK_ID"] = "framework", ["MESOS_EXECUTOR_ID"] = "executor", ["MESOS_EXECUTOR_AUTHENTICATION_TOKEN"] = "jwt",
    };

    /// <param name="certificate">For an agent that speaks TLS.</param>
    public static async Task<FakeAgent> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var agent = new FakeAgent(builder.Build());
        agent._app.MapPost(MesosHttp.ExecutorPath, agent.HandleAsync);
        await agent._app.StartAsync();
        return agent;
    }

    public void Send(Event happens) => _events.Writer.TryWrite(happens);

    /// <summary>Ends the stream, as an agent that restarts.</summary>
    public void Hangup() => _events.Writer.TryWrite(null);

    /// <summary>The next call of this type.</summary>
    public async Task<Call> NextAsync(Call.Types.Type type)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var call = await _calls.Reader.ReadAsync(deadline.Token);
            if (call.Type == type) return call;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryWrite(null);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Assert.Equal("Bearer jwt", context.Request.Headers.Authorization);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var call = MessageEncoding.Find(context.Request.ContentType)!.Decode<Call>(new ReadOnlySequence<byte>(body.ToArray()));
        Assert.Equal(("framework", "executor"), (call.FrameworkId.Value, call.ExecutorId.Value));
        if (Refuses is { } status)
        {
            context.Response.StatusCode = status;
            _calls.Writer.TryWrite(call);
            return;
        }
        if (call.Type != Call.Types.Type.Subscribe)
        {
            var valid = call.Update is null || MesosUuid.IsValid(call.Update.Status.Uuid);
            context.Response.StatusCode = valid ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
            _calls.Writer.TryWrite(call);
            return;
        }
        context.Response.ContentType = MediaTypes.Protobuf;
        await RecordWriter.WriteAsync(context.Response.Body, new Event { Type = Event.Types.Type.Subscribed }, MessageEncoding.Protobuf, context.RequestAborted);
        _calls.Writer.TryWrite(call);
        await foreach (var happens in _events.Reader.ReadAllAsync(context.RequestAborted))
        {
            if (happens is null) return;
            await RecordWriter.WriteAsync(context.Response.Body, happens, MessageEncoding.Protobuf, context.RequestAborted);
        }
    }
}
