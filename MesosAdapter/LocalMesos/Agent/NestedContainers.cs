namespace Faas.Mesos.Local.Agent;

/// <summary>
/// Containers within those of executors, started through the agent's operator API: no offer, no task, no word to the master. They end
/// with the executor. Callers hold the gate.
/// </summary>
internal sealed class NestedContainers(AgentContext agent)
{
    private readonly Dictionary<(string Parent, string Id), SandboxProcess> _containers = [];

    /// <returns>Whether it is new; one that runs already is left alone.</returns>
    public bool Launch(string parent, string id, CommandInfo command)
    {
        if (_containers.ContainsKey((parent, id)))
        {
            return false;
        }
        var sandbox = Sandbox.Create(agent.Options, agent.Info.Id.Value, "nested", parent, id);
        var spec = LaunchSpec.Of(command, sandbox, new Dictionary<string, string>());
        _containers[(parent, id)] = SandboxProcess.Launch(spec, agent.Pause, () => { }, _ => { });
        return true;
    }

    /// <returns>How the container will have ended, as waitpid gives it, or null when there is none.</returns>
    public Task<int>? Wait(string parent, string id) => _containers.GetValueOrDefault((parent, id))?.Exited;

    public bool Kill(string parent, string id, int signal)
    {
        var container = _containers.GetValueOrDefault((parent, id));
        container?.Signal(signal);
        return container is not null;
    }

    /// <returns>Null when there is none, false while it runs.</returns>
    public bool? Remove(string parent, string id)
    {
        if (!_containers.TryGetValue((parent, id), out var container))
        {
            return null;
        }
        return container.Exited.IsCompleted && _containers.Remove((parent, id));
    }

    public IReadOnlyList<Task> KillAll(string? parent = null)
    {
        var ending = _containers.Where(c => parent is null || c.Key.Parent == parent).Select(c => c.Value).ToList();
        ending.ForEach(c => c.Signal(Signals.Kill));
        return [.. ending.Select(c => c.Exited)];
    }
}
