using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Faas.Contracts;
using Faas.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faas.Gateway.Tests;

/// <summary>The gateway on real Kestrel and a real store, for a test class.</summary>
public abstract class RunningGateway(RedisServer redis, params string[] settings) : IAsyncLifetime
{
    public static readonly KindStatus[] Kinds = [new("nodejs:20", true, null), new("python:3", true, null), new("ruby", false, "no ruby was found: install it.")];

    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    public StubWorker Worker { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public virtual async ValueTask InitializeAsync()
    {
        if (!RedisServer.Exists) return;
        _app = GatewayHost.Build(["--urls=http://127.0.0.1:0", $"--Storage:Redis={redis.NewDatabase()}", .. settings], builder => builder.Logging.ClearProviders());
        await _app.StartAsync();
        Client = new() { BaseAddress = new(_app.Urls.First()) };
        Worker = new(Services);
        await Services.GetRequiredService<SystemStore>().ReportKindsAsync(Kinds, default);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public async Task<Answer> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>A function of a fresh name.</summary>
    public async Task<string> DeployAsync(string code = "exports.main = p => p")
    {
        var name = $"f{Guid.CreateVersion7():N}";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("POST", "/functions", $$"""{"name":"{{name}}","kind":"nodejs:default","code":"{{code}}"}""")).Status);
        return name;
    }

    /// <summary>A function whose invocations all end like this.</summary>
    public async Task<string> DeployAsync(Outcome outcome, string result, string? reason = null)
    {
        var name = await DeployAsync();
        await Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (_, _) => (outcome, Encoding.UTF8.GetBytes(result), reason));
        return name;
    }
}

/// <summary>As a developer runs it on the own machine.</summary>
public sealed class Keyless(RedisServer redis) : RunningGateway(redis, "--Gateway:NoKeys=true");

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode, await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
}
