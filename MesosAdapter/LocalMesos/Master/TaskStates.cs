namespace Faas.Mesos.Local.Master;

/// <summary>Which states are the last of a task.</summary>
internal static class TaskStates
{
    public static bool IsTerminal(this TaskState state) => state is
        TaskState.TaskFinished or TaskState.TaskFailed or TaskState.TaskKilled or TaskState.TaskError or TaskState.TaskLost
        or TaskState.TaskDropped or TaskState.TaskGone or TaskState.TaskGoneByOperator;
}
