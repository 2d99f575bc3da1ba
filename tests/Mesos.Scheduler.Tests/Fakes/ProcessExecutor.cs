using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Environment = System.Environment;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>This assembly, started by an agent: a custom executor whose tasks run as soon as they are launched.</summary>
internal sealed class ProcessExecutor(HttpClient http)
{
    public const string Argument = "--executor";

    private readonly ExecutorID _executor = new() { Value = Variable("MESOS_EXECUTOR_ID") };
    private readonly FrameworkID _framework = new() { Value = Variable("MESOS_FRAMEWORK_ID") };
    private readonly Uri _agent = new($"http://{Variable("MESOS_AGENT_ENDPOINT")}{MesosHttp.ExecutorPath}");

    public static async Task<int> RunAsync()
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await using var face = await FakeExecutor.StartAsync(int.Parse(Variable(ExecutorBlueprint.PortVariable), CultureInfo.InvariantCulture));
        await new ProcessExecutor(http).FollowAsync();
        return 0;
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    private async Task FollowAsync()
    {
        using var answer = await SendAsync(new Call { Type = Call.Types.Type.Subscribe, Subscribe = new Call.Types.Subscribe() });
        var pipe = PipeReader.Create(await answer.Content.ReadAsStreamAsync());
        await foreach (var happened in RecordReader.ReadAllAsync<Event>(pipe, MessageEncoding.Protobuf))
        {
            switch (happened.Type)
            {
                case Event.Types.Type.Launch:
                    await UpdateAsync(happened.Launch.Task.TaskId, TaskState.TaskRunning);
                    break;
                case Event.Types.Type.Kill:
                    await UpdateAsync(happened.Kill.TaskId, TaskState.TaskKilled);
                    break;
                case Event.Types.Type.Shutdown:
                    return;
            }
        }
    }

    private async Task UpdateAsync(TaskID task, TaskState state)
    {
        var status = new TaskStatus
        {
            TaskId = task,
            State = state,
            Source = TaskStatus.Types.Source.Executor,
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
