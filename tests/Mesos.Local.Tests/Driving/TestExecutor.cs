using System.IO.Pipelines;
using System.Net.Http.Headers;
using Faas.Mesos.Protocol.Executing;
using Google.Protobuf;
using SystemEnvironment = System.Environment;
using Type = Faas.Mesos.Protocol.Executing.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Driving;

/// <summary>
/// A custom executor: its tasks run until they are killed, and it outlives its agent. It is this test program, started by the agent
/// with one argument. Data "stubborn" makes it ignore SHUTDOWN, "deaf" the return of its agent; the message "echo" comes back, "exit" ends it;
/// to one that names a mistake it makes that in an update and tells the agent's answer.
/// </summary>
internal sealed class TestExecutor(HttpClient agent, FrameworkID framework, ExecutorID executor)
{
    public const string Argument = "--be-an-executor";
    public const string Stubborn = "stubborn";
    public const string Deaf = "deaf";

    /// <summary>Data of a task whose end tells the grace that came with its KILL.</summary>
    public const string TellsGrace = "tells grace";
    public const string Echo = "echo";
    public const string Exit = "exit";
    public const string NoUuid = "no uuid";
    public const string WrongUuid = "wrong uuid";

    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(20);

    private readonly List<TaskInfo> _unacknowledgedTasks = [];
    private readonly List<Call.Types.Update> _unacknowledgedUpdates = [];
    private TaskID? _latest;
    private bool _stubborn;
    private bool _deaf;
    private bool _tellsGrace;
    private bool _ended;

    public static async Task<int> RunAsync()
    {
        using var agent = new HttpClient { BaseAddress = new Uri($"http://{Variable("MESOS_AGENT_ENDPOINT")}") };
        var executor = new TestExecutor(agent, new() { Value = Variable("MESOS_FRAMEWORK_ID") }, new() { Value = Variable("MESOS_EXECUTOR_ID") });
        using var timer = new PeriodicTimer(Backoff);
        while (!executor._ended && await timer.WaitForNextTickAsync())
        {
            await executor.TryServeAsync(CancellationToken.None);
            if (executor._deaf) await new TaskCompletionSource().Task;
        }
        return 0;
    }

    private static string Variable(string name) =>
        SystemEnvironment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    /// <summary>Until the agent goes away; 400 says that it knows us no more.</summary>
    private async Task TryServeAsync(CancellationToken ct)
    {
        try
        {
            await ServeAsync(ct);
        }
        catch (HttpRequestException refused) when (refused.StatusCode == System.Net.HttpStatusCode.BadRequest)
        {
            _ended = true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
        }
    }

    private async Task ServeAsync(CancellationToken ct)
    {
        using var request = Request(new()
        {
            Type = Call.Types.Type.Subscribe,
            Subscribe = new() { UnacknowledgedTasks = { _unacknowledgedTasks }, UnacknowledgedUpdates = { _unacknowledgedUpdates } },
        });
        using var response = await agent.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        var events = RecordReader.ReadAllAsync<Event>(PipeReader.Create(await response.Content.ReadAsStreamAsync(ct)), MessageEncoding.Protobuf, ct: ct);
        await foreach (var happened in events)
        {
            switch (happened.Type)
            {
                case Type.Launch: await LaunchAsync(happened.Launch.Task, ct); break;
                case Type.Kill: await UpdateAsync(happened.Kill.TaskId, TaskState.TaskKilled, ct, _tellsGrace ? GraceIn(happened.Kill.KillPolicy) : null); break;
                case Type.Acknowledged: Forget(happened.Acknowledged); break;
                case Type.Message when happened.Message.Data.ToStringUtf8() == Echo: await SayAsync(Echo, ct); break;
                case Type.Message when happened.Message.Data.ToStringUtf8() == NoUuid: await MistakeAsync(null, ct); break;
                case Type.Message when happened.Message.Data.ToStringUtf8() == WrongUuid: await MistakeAsync(ByteString.CopyFrom(new byte[16]), ct); break;
                case Type.Message when happened.Message.Data.ToStringUtf8() == Exit: _ended = true; return;
                case Type.Shutdown when !_stubborn: _ended = true; return;
            }
        }
    }

    private Task LaunchAsync(TaskInfo task, CancellationToken ct)
    {
        _stubborn |= task.Data.ToStringUtf8() == Stubborn;
        _tellsGrace |= task.Data.ToStringUtf8() == TellsGrace;
        _deaf |= task.Data.ToStringUtf8() == Deaf;
        _latest = task.TaskId;
        _unacknowledgedTasks.Add(task);
        return UpdateAsync(task.TaskId, TaskState.TaskRunning, ct);
    }

    private static string GraceIn(KillPolicy? policy) => policy is null ? "no policy" : $"grace {policy.GracePeriod.Nanoseconds / 1_000_000_000} s";

    private Task UpdateAsync(TaskID task, TaskState state, CancellationToken ct, string? message = null)
    {
        var update = new Call.Types.Update { Status = new() { TaskId = task, State = state, ExecutorId = executor, Uuid = MesosUuid.New() } };
        if (message is not null) update.Status.Message = message;
        update.Status.Source = TaskStatus.Types.Source.Executor;
        _unacknowledgedUpdates.Add(update);
        return CallAsync(new() { Type = Call.Types.Type.Update, Update = update }, ct);
    }

    private void Forget(Event.Types.Acknowledged acknowledged)
    {
        _unacknowledgedTasks.RemoveAll(t => t.TaskId.Equals(acknowledged.TaskId));
        _unacknowledgedUpdates.RemoveAll(u => u.Status.Uuid == acknowledged.Uuid);
    }

    /// <summary>Sends an update that Mesos does not take, and tells its answer.</summary>
    private async Task MistakeAsync(ByteString? uuid, CancellationToken ct)
    {
        var status = new TaskStatus { TaskId = _latest, State = TaskState.TaskRunning, ExecutorId = executor, Source = TaskStatus.Types.Source.Executor };
        if (uuid is not null) status.Uuid = uuid;
        using var request = Request(new() { Type = Call.Types.Type.Update, Update = new() { Status = status } });
        using var response = await agent.SendAsync(request, ct);
        await SayAsync(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), ct);
    }

    private Task SayAsync(string words, CancellationToken ct) =>
        CallAsync(new() { Type = Call.Types.Type.Message, Message = new() { Data = ByteString.CopyFromUtf8(words) } }, ct);

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
