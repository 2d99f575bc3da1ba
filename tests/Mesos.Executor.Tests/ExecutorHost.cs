using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Faas.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Executor.Tests;

/// <summary>The whole program in this process, on a free port, with the driver that works everywhere.</summary>
internal sealed class ExecutorHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-host-").FullName;
    private WebApplication _code = null!;

    public WebApplication App { get; private set; } = null!;

    public HttpClient Client { get; } = new();

    public FakeInvoker Invoker { get; } = new();

    public string Kind { get; private set; } = "";

    /// <summary>As it said when the last container was started.</summary>
    public string Life { get; private set; } = "";

    private Uri CodeSource => Address(_code);

    public static async Task<ExecutorHost> StartAsync(string[] args, IReadOnlyDictionary<string, string>? variables = null)
    {
        var host = new ExecutorHost();
        host.Kind = await LocalExecutor.KindAsync("nodejs");
        host.App = await ExecutorProgram.PrepareAsync(["--driver", "process", "--trust-every-function", "true", "--bind", "127.0.0.1", "--data-folder", host._folder, .. args], name => variables?.GetValueOrDefault(name));
        await host.App.StartAsync();
        host.Client.BaseAddress = Address(host.App);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token");
        await host.ServeCodeAsync();
        return host;
    }

    public Task<HttpResponseMessage> PutAsync(string id, string? slot = null, string? kind = null, int memoryMiB = 128, int concurrency = 1, string? revision = null) =>
        Client.PutAsJsonAsync($"/containers/{id}", new ContainerStart(slot ?? $"slot-{id}", kind ?? Kind, memoryMiB, concurrency, "owner", revision is null ? null : "guest/f") { Revision = revision }, ContractsJson.Default.ContainerStart);

    public async Task<ContainerReply> InitAsync(string id, string code)
    {
        var wish = new ContainerInit(new('0', 32), "guest/f", "main", Invoker.Add(Encoding.UTF8.GetBytes(code), binary: false), CodeSource, new Dictionary<string, string>(), 20_000, 10_000);
        var response = await Client.PostAsJsonAsync($"/containers/{id}/init", wish, ContractsJson.Default.ContainerInit);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ContractsJson.Default.ContainerReply))!;
    }

    public async Task StartWithAsync(string id, string code, int concurrency = 1)
    {
        var started = await (await PutAsync(id, concurrency: concurrency)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ContractsJson.Default.ContainerStarted);
        Life = started!.Life;
        Assert.Equal(200, (await InitAsync(id, code)).Status);
    }

    /// <summary>Code of a function whose run says that it has begun, and goes on until the test lets go.</summary>
    public string UntilLetGo(string name) => $$"""
        const fs = require('fs');
        const go = '{{Mark(name, "go")}}';
        exports.main = async () => { fs.writeFileSync('{{Mark(name, "begun")}}', ''); while (!fs.existsSync(go)) await new Promise(done => setTimeout(done, 5)); return {}; };
        """;

    public void LetGo(string name) => File.WriteAllText(Mark(name, "go"), "");

    public async Task BegunAsync(string name)
    {
        while (!File.Exists(Mark(name, "begun"))) await Task.Yield();
    }

    public static async Task<ExecutorFault> FaultAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ExecutorProblem))!.Fault;

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await _code.DisposeAsync();
        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Mark(string name, string what) => Path.Combine(_folder, $"{name}.{what}");

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private async Task ServeCodeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        _code = builder.Build();
        var invoker = new HttpMessageInvoker(Invoker);
        _code.Run(async context =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://invoker{context.Request.Path}");
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(context.Request.Headers.Authorization!);
            using var answer = await invoker.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            await answer.Content.CopyToAsync(context.Response.Body);
        });
        await _code.StartAsync();
    }
}
