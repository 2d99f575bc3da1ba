using System.Diagnostics;
using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

public sealed partial class LocalMesosTests
{
    [Fact]
    public async Task Teardown_ends_the_framework_with_all_its_tasks_once_nobody_leads()
    {
        using var executor = Process.GetProcessById(await PidAsync(await TakeAsync(128)));
        var framework = _scheduler.Status.FrameworkId;
        await using var command = SchedulerHost.Idle(_memory, [_mesos.MasterAddress]);
        var teardown = command.Teardown.RunAsync(Token);
        Assert.Equal(framework, _scheduler.Status.FrameworkId);

        await _scheduler.DisposeAsync();

        Assert.Equal(framework, await teardown.WaitAsync(TimeSpan.FromMinutes(1), Token));
        await executor.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Null(_memory.FrameworkId);
        Assert.Empty(_memory.Slots);
        await StartSchedulerAsync();
        Assert.NotEqual(framework, _scheduler.Status.FrameworkId);
        await TakeAsync(128);
    }

    [Fact]
    public async Task Teardown_of_no_framework_says_so()
    {
        await using var command = SchedulerHost.Idle(new FakeMemory(), [_mesos.MasterAddress]);

        Assert.Null(await command.Teardown.RunAsync(Token));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Tasks_of_ours_that_were_forgotten_are_taken_back_when_the_master_tells_of_them(bool full)
    {
        var slot = await TakeAsync(128);
        if (full)
        {
            // Nothing is left of the agent, so that no offer tells of it and of the executors there.
            await TakeAsync(4096 - 128 - 128);
        }
        var before = _memory.Slots;
        await _scheduler.DisposeAsync();
        foreach (var stored in before)
        {
            await _memory.ForgetSlotAsync("mesos", stored.Id, Token);
        }

        await StartSchedulerAsync();

        await Eventually.IsTrueAsync(() => _scheduler.Status.Slots is { Count: > 0 } slots && slots.All(status => status.State == "empty"), "the slots are taken back");
        Assert.Equal(before.Select(stored => stored.Id).Order(), _memory.Slots.Select(stored => stored.Id).Order());
        Assert.Equal(before.Single(stored => stored.Id == slot.Id), _memory.Slots.Single(stored => stored.Id == slot.Id));
        Assert.Equal(slot.Executor, (await TakeAsync(128)).Executor);
    }
}
