using System.IO.Pipelines;
using System.Net.Http.Headers;
using Faas.Mesos.Protocol.Executing;
using Google.Protobuf;
using SystemEnvironment = System.Environment;
using Type = Faas.Mesos.Protocol.Executing.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Driving;

/// <summary>
/// A custom executor: its tasks run until they are killed. It is this test program, started by the agent with one argument.
/// Data "stubborn" makes it ignore SHUTDOWN; the message "echo" comes back.
/// </summary>
internal sealed class TestExecutor(HttpClient agent, FrameworkID framework, ExecutorID executor)
{
    public const string Argument = "--be-an-executor";
    public const string Stubborn = "stubborn";
    public const string Echo = "echo";

    private bool _stubborn;

    public static async Task<int> RunAsync()
    {
        using var agent = new HttpClient { BaseAddress = new Uri($"http://{Variable("MESOS_AGENT_ENDPOINT")}") };
        await new TestExecutor(agent, new() { Value = Variable("MESOS_FRAMEWORK_ID") }, new() { Value = Variable("MESOS_EXECUTOR_ID") })
            .ServeAsync(CancellationToken.None);
        return 0;
    }

    private static string Variable(string name) =>
        SystemEnvironment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    private async Task ServeAsync(CancellationToken ct)
    {
        using var request = Request(new() { Type = Call.Types.Type.Subscribe, Subscribe = new() });
        using var response = await agent.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        var events = RecordReader.ReadAllAsync<Event>(PipeReader.Create(await response.Content.ReadAsStreamAsync(ct)), MessageEncoding.Protobuf, ct: ct);
        await foreach (var happened in events)
        {
            switch (happened.Type)
            {
                case Type.Launch: await LaunchAsync(happened.Launch.Task, ct); break;
                case Type.Kill: await UpdateAsync(happened.Kill.TaskId, TaskState.TaskKilled, ct); break;
                case Type.Message when happened.Message.Data.ToStringUtf8() == Echo: await EchoAsync(ct); break;
                case Type.Shutdown when !_stubborn: return;
            }
        }
    }

    private Task LaunchAsync(TaskInfo task, CancellationToken ct)
    {
        _stubborn |= task.Data.ToStringUtf8() == Stubborn;
        return UpdateAsync(task.TaskId, TaskState.TaskRunning, ct);
    }

    private Task UpdateAsync(TaskID task, TaskState state, CancellationToken ct) => CallAsync(
        new()
        {
            Type = Call.Types.Type.Update,
            Update = new() { Status = new() { TaskId = task, State = state, Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()) } },
        },
        ct);

    private Task EchoAsync(CancellationToken ct) =>
        CallAsync(new() { Type = Call.Types.Type.Message, Message = new() { Data = ByteString.CopyFromUtf8(Echo) } }, ct);

    private async Task CallAsync(Call call, CancellationToken ct)
    {
        using var request = Request(call);
        using var response = await agent.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
    }

    private HttpRequestMessage Request(Call call)
    {
        call.FrameworkId = framework;
        call.ExecutorId = executor;
        var request = new HttpRequestMessage(HttpMethod.Post, MesosHttp.ExecutorPath) { Content = new ByteArrayContent(call.ToByteArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Protobuf);
        request.Headers.Accept.ParseAdd(MediaTypes.Protobuf);
        return request;
    }
}
