using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Executor.Tests.Runs;
using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faas.Mesos.Executor.Tests.Agent;

public sealed class AgentSubscriptionTests : IAsyncLifetime
{
    private FakeAgent _agent = null!;
    private ExecutorHost? _host;

    public async ValueTask InitializeAsync() => _agent = await FakeAgent.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await _agent.DisposeAsync();
    }

    [Fact]
    public async Task A_task_is_a_slot_that_runs_at_once_and_brings_the_token()
    {
        await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await _host!.PutAsync("c", slot: "t")).StatusCode);
        var status = await LaunchAsync("t");
        Assert.Equal((TaskState.TaskRunning, 16), (status.State, status.Uuid.Length));
        Assert.Equal(HttpStatusCode.Created, (await _host.PutAsync("c", slot: "t", memoryMiB: 128)).StatusCode);
        Assert.Equal(ExecutorFault.UnknownSlot, await ExecutorHost.FaultAsync(await _host.PutAsync("d", slot: "another")));
        await LaunchAsync("small");
        Assert.Equal(ExecutorFault.BadRequest, await ExecutorHost.FaultAsync(await _host.PutAsync("d", slot: "small", memoryMiB: 129)));
    }

    [Fact]
    public async Task A_killed_slot_takes_its_container_along()
    {
        await StartAsync();
        await LaunchAsync("t");
        (await _host!.PutAsync("c", slot: "t")).EnsureSuccessStatusCode();
        _agent.Send(Killing("t"));
        Assert.Equal(TaskState.TaskKilled, (await _agent.NextAsync(Call.Types.Type.Update)).Update.Status.State);
        Assert.Equal(ExecutorFault.UnknownSlot, await ExecutorHost.FaultAsync(await _host.PutAsync("d", slot: "t")));
        Assert.DoesNotContain("\"c\"", await _host.Client.GetStringAsync("/executor"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_runs_in_a_killed_slot_has_its_grace_to_end()
    {
        await using var caller = await RunAsync();
        _agent.Send(Killing("t", TimeSpan.FromHours(1)));
        while ((await _host!.Client.GetFromJsonAsync("/executor", ContractsJson.Default.ExecutorDescription))!.Containers.Single().Revision is not null) await Task.Yield();
        caller.Ask("c", new(Guid.NewGuid()));
        Assert.Equal(ExecutorFault.ContainerGone, await caller.FaultAsync());

        _host.LetGo("run");

        var answer = await caller.AnswerAsync();
        Assert.Equal((ContainerEnd.Answered, 200), (answer.End, answer.Status));
        Assert.Equal(TaskState.TaskKilled, (await _agent.NextAsync(Call.Types.Type.Update)).Update.Status.State);
    }

    [Fact]
    public async Task What_runs_in_a_killed_slot_beyond_its_grace_is_lost_and_has_not_crashed()
    {
        await using var caller = await RunAsync();
        _agent.Send(Killing("t", TimeSpan.FromHours(1)));
        // A shorter one counts, however late it comes.
        _agent.Send(Killing("t", TimeSpan.Zero));

        var answer = await caller.AnswerAsync();

        Assert.Equal((ContainerEnd.ExecutorFailed, "the container was removed"), (answer.End, answer.Detail));
        Assert.Equal(TaskState.TaskKilled, (await _agent.NextAsync(Call.Types.Type.Update)).Update.Status.State);
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_told_again_and_what_was_is_not()
    {
        await StartAsync(checkpoint: true);
        var (acknowledged, pending) = (await LaunchAsync("a"), await LaunchAsync("p"));
        _agent.Send(new() { Type = Event.Types.Type.Acknowledged, Acknowledged = new() { TaskId = acknowledged.TaskId, Uuid = acknowledged.Uuid } });
        _agent.Hangup();
        var subscribe = (await _agent.NextAsync(Call.Types.Type.Subscribe)).Subscribe;
        Assert.Equal("p", Assert.Single(subscribe.UnacknowledgedTasks).TaskId.Value);
        Assert.Equal(pending.Uuid, Assert.Single(subscribe.UnacknowledgedUpdates).Status.Uuid);
        Assert.Equal(HttpStatusCode.Created, (await _host!.PutAsync("c", slot: "a", memoryMiB: 64)).StatusCode);
    }

    [Fact]
    public async Task An_agent_that_recovers_is_asked_again()
    {
        _agent.Refuses = 503;
        await StartAsync(subscribed: false);
        await _agent.NextAsync(Call.Types.Type.Subscribe);
        await _agent.NextAsync(Call.Types.Type.Subscribe);
        _agent.Refuses = null;
        Assert.Equal(TaskState.TaskRunning, (await LaunchAsync("t")).State);
    }

    [Fact]
    public async Task A_task_without_a_grant_fails()
    {
        await StartAsync();
        Assert.Equal(TaskState.TaskFailed, (await LaunchAsync("t", ByteString.CopyFromUtf8("{}"))).State);
    }

    [Fact]
    public async Task An_agent_that_no_longer_knows_it_is_the_end()
    {
        await StartAsync(checkpoint: true);
        _agent.Refuses = 400;
        _agent.Hangup();
        await EndAsync();
    }

    [Fact]
    public async Task Updates_arrive_in_the_order_in_which_they_were_made()
    {
        await StartAsync();
        for (var n = 0; n < 50; n++)
        {
            var id = $"t{n}";
            _agent.Send(Launching(id));
            _agent.Send(Killing(id));
        }
        var seen = new Dictionary<string, TaskState>();
        for (var n = 0; n < 100; n++)
        {
            var status = (await _agent.NextAsync(Call.Types.Type.Update)).Update.Status;
            Assert.Equal(seen.TryAdd(status.TaskId.Value, status.State) ? TaskState.TaskRunning : TaskState.TaskKilled, status.State);
        }
    }

    [Fact]
    public async Task Without_a_slot_it_ends_by_itself()
    {
        await StartAsync(args: ["--EmptyLifetime", "00:00:01"]);
        await EndAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Shutdown_and_a_lost_agent_without_checkpoints_are_the_end(bool shutdown)
    {
        await StartAsync();
        if (shutdown) _agent.Send(new() { Type = Event.Types.Type.Shutdown });
        else _agent.Hangup();
        await EndAsync();
    }

    private async Task EndAsync()
    {
        var ended = new TaskCompletionSource();
        _host!.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ended.SetResult);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private async Task StartAsync(bool checkpoint = false, bool subscribed = true, string[]? args = null)
    {
        var variables = _agent.Variables;
        if (checkpoint) variables["MESOS_CHECKPOINT"] = "1";
        _host = await ExecutorHost.StartAsync(args ?? [], variables);
        if (subscribed) await _agent.NextAsync(Call.Types.Type.Subscribe);
    }

    private async Task<Protocol.V1.TaskStatus> LaunchAsync(string id, ByteString? data = null)
    {
        _agent.Send(Launching(id, data));
        var status = (await _agent.NextAsync(Call.Types.Type.Update)).Update.Status;
        Assert.Equal((id, Protocol.V1.TaskStatus.Types.Source.Executor), (status.TaskId.Value, status.Source));
        return status;
    }

    /// <summary>A container in slot <c>t</c> with a run that goes on until the host lets go.</summary>
    private async Task<RunCaller> RunAsync()
    {
        await StartAsync();
        await LaunchAsync("t");
        (await _host!.PutAsync("c", slot: "t", revision: "r")).EnsureSuccessStatusCode();
        Assert.Equal(200, (await _host.InitAsync("c", _host.UntilLetGo("run"))).Status);
        var caller = await RunCaller.ConnectAsync(_host.Client);
        caller.Ask("c", new(Guid.NewGuid()), timeoutMs: 60_000);
        await _host.BegunAsync("run");
        return caller;
    }

    private static Event Killing(string id, TimeSpan? grace = null)
    {
        var kill = new Event.Types.Kill { TaskId = new() { Value = id } };
        if (grace is { } time) kill.KillPolicy = new() { GracePeriod = new() { Nanoseconds = (long)time.TotalNanoseconds } };
        return new() { Type = Event.Types.Type.Kill, Kill = kill };
    }

    private static Event Launching(string id, ByteString? data = null)
    {
        data ??= ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new SlotGrant("token", 128), ContractsJson.Default.SlotGrant));
        return new() { Type = Event.Types.Type.Launch, Launch = new() { Task = new() { Name = id, TaskId = new() { Value = id }, AgentId = new() { Value = "agent" }, Data = data } } };
    }
}
