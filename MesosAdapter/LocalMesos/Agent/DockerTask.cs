using System.Globalization;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Agent;

/// <summary>
/// A task that is a Docker container: the agent pulls its image, and an executor of Mesos' own runs it in the foreground and looks
/// twice a second whether it is up. Callers hold the gate.
/// </summary>
internal sealed class DockerTask(TaskInfo task, bool saysKilling, AgentContext agent, Action<TaskStatus> update) : IBuiltInTask
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly string _containerId = Guid.NewGuid().ToString();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SandboxProcess? _process;
    private bool _killed;

    public Task Exited => _ended.Task;

    private string Name => $"mesos-{_containerId}";

    public void Start(string frameworkId, Action<TaskState> ended) => _ = Task.Run(() => RunAsync(frameworkId, ended));

    public void Kill(KillPolicy? policy) => Kill(Grace(policy));

    public void KillWithin(TimeSpan? longest) => Kill(longest < Grace(null) ? longest.Value : Grace(null));

    public void KillNow() => Kill(TimeSpan.Zero);

    private TimeSpan Grace(KillPolicy? policy) => (policy ?? task.KillPolicy)?.GracePeriod is { } asked
        ? TimeSpan.FromTicks(asked.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : agent.Cluster.Options.KillGracePeriod;

    private async Task RunAsync(string frameworkId, Action<TaskState> ended)
    {
        if (agent.Options.Docker is not { } engine)
        {
            End(Failed("None of the enabled containerizers could create a container for the provided TaskInfo/ExecutorInfo message"), ended);
            return;
        }
        var docker = new DockerCommand(engine);
        if (await PullAsync(docker) is { } failure)
        {
            End(Failed($"Failed to launch container: {failure}"), ended);
            return;
        }
        var sandbox = Sandbox.Create(agent.Options, agent.Info.Id.Value, frameworkId, task.TaskId.Value, _containerId);
        var spec = new LaunchSpec(docker.Line(DockerCommand.Run(task, Name, sandbox)), sandbox, new Dictionary<string, string>(), task.Command.Uris);
        lock (agent.Cluster.Gate)
        {
            if (!_killed) _process = SandboxProcess.Launch(spec, agent.Pause, () => Say(TaskState.TaskStarting), _ => { });
        }
        var status = _process is null ? 0 : await FollowAsync(docker, _process);
        await docker.RunAsync("rm", "--force", Name);
        var state = _killed ? TaskState.TaskKilled : status == 0 ? TaskState.TaskFinished : TaskState.TaskFailed;
        End(Status(state, $"Container exited with status {status >> 8}"), ended);
    }

    private async Task<string?> PullAsync(DockerCommand docker)
    {
        var wanted = task.Container.Docker;
        if (!wanted.ForcePullImage && await docker.RunAsync("image", "inspect", wanted.Image) is (0, _, _)) return null;
        var (code, _, errors) = await docker.RunAsync("pull", wanted.Image);
        return code == 0 ? null : $"Failed to run '{string.Join(' ', docker.Line("pull", wanted.Image))}': exited with status {code}; stderr='{errors}'";
    }

    private async Task<int> FollowAsync(DockerCommand docker, SandboxProcess process)
    {
        while (!process.Exited.IsCompleted)
        {
            if (await docker.RunAsync("inspect", "--format={{.State.Pid}}", Name) is (0, { } pid, _) && int.Parse(pid, CultureInfo.InvariantCulture) > 0)
            {
                Say(TaskState.TaskRunning);
                break;
            }
            await Task.WhenAny(process.Exited, Task.Delay(BetweenLooks, agent.Cluster.Time));
        }
        return await process.Exited;
    }

    private void Kill(TimeSpan grace)
    {
        if (!_killed && saysKilling) Say(TaskState.TaskKilling);
        _killed = true;
        if (_process is { } process && agent.Options.Docker is { } engine) _ = StopAsync(new(engine), process, grace);
    }

    // The container may still be on its way.
    private async Task StopAsync(DockerCommand docker, SandboxProcess process, TimeSpan grace)
    {
        while (!process.Exited.IsCompleted)
        {
            await docker.RunAsync("stop", $"-t={(int)Math.Ceiling(grace.TotalSeconds)}", Name);
            await Task.WhenAny(process.Exited, Task.Delay(BetweenLooks, agent.Cluster.Time));
        }
    }

    private void End(TaskStatus status, Action<TaskState> ended)
    {
        lock (agent.Cluster.Gate)
        {
            update(status);
            ended(status.State);
        }
        _ended.TrySetResult();
    }

    private void Say(TaskState state)
    {
        lock (agent.Cluster.Gate) update(Status(state, null));
    }

    private TaskStatus Failed(string message) =>
        AgentStatuses.OfAgent(task, Executor, TaskState.TaskFailed, Reason.ContainerLaunchFailed, message, agent.Cluster.Now());

    private TaskStatus Status(TaskState state, string? message) => AgentStatuses.Complete(
        AgentStatuses.OfCommand(task, state, message, agent.Cluster.Now()), agent.Info, Executor, _containerId, _process?.Pid,
        agent.Cluster.Options.Address.ToString(), agent.Cluster.Now());

    private ExecutorID Executor => new() { Value = task.TaskId.Value };
}
