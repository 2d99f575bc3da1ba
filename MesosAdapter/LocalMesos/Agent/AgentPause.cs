namespace Faas.Mesos.Local.Agent;

/// <summary>While an agent's process is stopped, whoever wants something of it waits.</summary>
internal sealed class AgentPause
{
    private volatile TaskCompletionSource _going = Completed();

    /// <summary>Completes when the agent runs.</summary>
    public Task Going => _going.Task;

    public void Stop() => _going = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Go() => _going.TrySetResult();

    private static TaskCompletionSource Completed()
    {
        var going = new TaskCompletionSource();
        going.SetResult();
        return going;
    }
}
