using Faas.Mesos.Local.Http;

namespace Faas.Mesos.Local.Master;

/// <summary>What operators and leader detection ask a master.</summary>
internal sealed class MasterPages(MasterState state, AllocationLoop allocation)
{
    public static Task Health(HttpContext http) => new Answer(StatusCodes.Status200OK).SendAsync(http);

    /// <summary>The leader's address, without a scheme as Mesos gives it.</summary>
    public Task Redirect(HttpContext http)
    {
        http.Response.Headers.Location = $"//{state.Address.Authority}";
        return new Answer(StatusCodes.Status307TemporaryRedirect).SendAsync(http);
    }

    /// <summary>A few of Mesos' metrics, under Mesos' names.</summary>
    public Task Metrics(HttpContext http) => http.Response.WriteAsJsonAsync(Snapshot(), http.RequestAborted);

    private Dictionary<string, double> Snapshot()
    {
        lock (state.Gate)
        {
            var tasks = state.Frameworks.Values.SelectMany(f => f.Tasks.Values).ToLookup(t => t.State);
            return new()
            {
                ["master/elected"] = 1,
                ["master/slaves_active"] = state.Agents.Count,
                ["master/frameworks_active"] = state.Frameworks.Values.Count(f => f.Stream is not null),
                ["master/frameworks_inactive"] = state.Frameworks.Values.Count(f => f.Stream is null),
                ["master/tasks_staging"] = tasks[TaskState.TaskStaging].Count(),
                ["master/tasks_starting"] = tasks[TaskState.TaskStarting].Count(),
                ["master/tasks_running"] = tasks[TaskState.TaskRunning].Count(),
                ["allocator/mesos/allocation_runs"] = allocation.Runs,
            };
        }
    }
}
