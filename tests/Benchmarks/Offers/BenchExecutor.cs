using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Faas.Contracts;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Environment = System.Environment;

namespace Faas.Benchmarks.Offers;

/// <summary>
/// This program, started by an agent: its tasks run as soon as they are launched; those whose data is a number of seconds finish after
/// them, the others when they are killed. Containers are no part of what is measured here.
/// </summary>
internal sealed class BenchExecutor(HttpClient http)
{
    public const string Argument = "--executor";

    private readonly ExecutorID _executor = new() { Value = Variable("MESOS_EXECUTOR_ID") };
    private readonly FrameworkID _framework = new() { Value = Variable("MESOS_FRAMEWORK_ID") };
    private readonly Uri _agent = new($"http://{Variable("MESOS_AGENT_ENDPOINT")}{MesosHttp.ExecutorPath}");

    public static async Task RunAsync()
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await using var face = Environment.GetEnvironmentVariable("FAAS_EXECUTOR_PORT") is { } port ? await FaceAsync(port) : null;
        await new BenchExecutor(http).FollowAsync();
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    /// <summary>What the scheduler asks an executor.</summary>
    private static async Task<WebApplication> FaceAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/executor", () => Results.Json(new ExecutorDescription("1", "none", [], []), ContractsJson.Default.ExecutorDescription));
        app.MapDelete("/containers/{id}", (string id) => Results.NotFound(id));
        await app.StartAsync();
        return app;
    }

    private async Task FollowAsync()
    {
        using var answer = await SendAsync(new Call { Type = Call.Types.Type.Subscribe, Subscribe = new Call.Types.Subscribe() });
        var pipe = PipeReader.Create(await answer.Content.ReadAsStreamAsync());
        await foreach (var happened in RecordReader.ReadAllAsync<Event>(pipe, MessageEncoding.Protobuf))
        {
            switch (happened.Type)
            {
                case Event.Types.Type.Launch: _ = LiveAsync(happened.Launch.Task); break;
                case Event.Types.Type.Kill: await UpdateAsync(happened.Kill.TaskId, TaskState.TaskKilled); break;
                case Event.Types.Type.Shutdown: return;
            }
        }
    }

    private async Task LiveAsync(TaskInfo task)
    {
        await UpdateAsync(task.TaskId, TaskState.TaskRunning);
        if (double.TryParse(task.Data.ToStringUtf8(), CultureInfo.InvariantCulture, out var seconds))
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            await UpdateAsync(task.TaskId, TaskState.TaskFinished);
        }
    }

    private async Task UpdateAsync(TaskID task, TaskState state)
    {
        var status = new Faas.Mesos.Protocol.V1.TaskStatus
        {
            TaskId = task,
            State = state,
            Source = Faas.Mesos.Protocol.V1.TaskStatus.Types.Source.Executor,
            ExecutorId = _executor,
            Uuid = MesosUuid.New(),
        };
        using var answer = await SendAsync(new Call { Type = Call.Types.Type.Update, Update = new Call.Types.Update { Status = status } });
    }

    private async Task<HttpResponseMessage> SendAsync(Call call)
    {
        (call.ExecutorId, call.FrameworkId) = (_executor, _framework);
        using var request = new HttpRequestMessage(HttpMethod.Post, _agent) { Content = new ByteArrayContent(call.ToByteArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Protobuf);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypes.Protobuf));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.EnsureSuccessStatusCode();
    }
}
