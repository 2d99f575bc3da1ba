namespace Faas.Mesos.Local.Agent;

/// <summary>A task that runs under an executor of Mesos' own. Callers hold the gate.</summary>
internal interface IBuiltInTask
{
    Task Exited { get; }

    void Start(string frameworkId, Action<TaskState> ended);

    /// <summary>Asks it to end, and ends it after the grace that the policy, or else the task, or else Mesos gives.</summary>
    void Kill(KillPolicy? policy);

    /// <summary>The same with the most that an operator allows.</summary>
    void KillWithin(TimeSpan? longest);

    void KillNow();
}
