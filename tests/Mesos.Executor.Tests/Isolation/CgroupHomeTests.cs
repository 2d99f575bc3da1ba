using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class CgroupHomeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("faas-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_1_has_a_folder_a_controller()
    {
        Directory.CreateDirectory(Path.Combine(_root, "memory/mesos/x"));
        var home = CgroupHome.Parse(["8:pids:/", "4:cpu,memory:/mesos/x", "0::/"],
            [$"cgroup {_root}/memory cgroup rw,cpu,memory 0 0", $"cgroup {_root}/pids cgroup rw,pids 0 0", $"cgroup2 {_root}/unified cgroup2 rw 0 0"]);
        Assert.Equal(new($"{_root}/memory/mesos/x", $"{_root}/pids", $"{_root}/memory/mesos/x", Unified: false), home);
    }

    [Fact]
    public void Version_2_has_one_folder()
    {
        Directory.CreateDirectory(Path.Combine(_root, "mesos/x"));
        var home = CgroupHome.Parse(["0::/mesos/x"], [$"cgroup2 {_root} cgroup2 rw 0 0"]);
        Assert.Equal(new($"{_root}/mesos/x", $"{_root}/mesos/x", $"{_root}/mesos/x", Unified: true), home);
    }

    [Fact]
    public void A_path_of_the_hosts_that_is_not_seen_here_means_the_mount_itself() =>
        Assert.Equal(_root, CgroupHome.Parse(["0::/docker/abc"], [$"cgroup2 {_root} cgroup2 rw 0 0"]).Memory);

    [Fact]
    public void An_executor_that_has_moved_into_its_leaf_is_still_where_it_was()
    {
        Directory.CreateDirectory(Path.Combine(_root, "mesos/x/faas-executor"));
        Assert.Equal(Path.Combine(_root, "mesos/x"), CgroupHome.Parse(["0::/mesos/x/faas-executor"], [$"cgroup2 {_root} cgroup2 rw 0 0"]).Memory);
        Assert.Equal(_root, CgroupHome.Parse(["0::/faas-executor"], [$"cgroup2 {_root} cgroup2 rw 0 0"]).Memory);
    }

    [Theory, InlineData("low 0\nmax 9\noom 2\noom_kill 0\noom_group_kill 1", false), InlineData("low 0\nmax 9\noom 2\noom_kill 1\noom_group_kill 0", true)]
    public void Version_2_tells_kills_for_memory_in_its_events(string events, bool killed)
    {
        Directory.CreateDirectory(Path.Combine(_root, "x"));
        File.WriteAllText(Path.Combine(_root, "x", "memory.events"), events);
        Assert.Equal(killed, new ContainerCgroup(new(_root, _root, _root, Unified: true), "x").RanOutOfMemory());
    }

    [Fact]
    public void Without_cgroups_there_is_no_home() => Assert.Null(CgroupHome.Parse([], []).Memory);
}
