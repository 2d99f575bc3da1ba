using Faas.Mesos.Local.Tests.Driving;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>What an ACCEPT may contain.</summary>
public sealed class AcceptConformance : ConformanceSuite
{
    [Item(19, "Two offers of one agent make one ACCEPT; of two agents: every task INVALID_OFFERS, both offers come back")]
    public async Task OffersTogether()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { Agents = 2 });
        await mesos.UntilAsync("an offer of each agent", async () => { await driver.CatchUpAsync(); return driver.Open.DistinctBy(o => o.AgentId).Count() == 2; }, Long);
        var (one, two) = (driver.Open[0], driver.Open[1]);
        await driver.AcceptAsync([one.Id.Value, two.Id.Value], 0, Given.Command(one, "true"));
        Assert.Equal(Reason.InvalidOffers, (await driver.NextUpdateAsync(TaskState.TaskDropped)).Reason);
        await mesos.UntilAsync("both offers again", async () => { await driver.CatchUpAsync(); return driver.Open.DistinctBy(o => o.AgentId).Count() == 2; }, A + Slack);

        // What a task leaves behind is an offer of its own: together with the rest it is the whole agent.
        var whole = driver.Open[0];
        var task = Given.Command(whole, "sleep 1000");
        await driver.AcceptAsync(whole, task);
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await mesos.UntilAsync("the rest", async () => { await driver.CatchUpAsync(); return OfAgent(driver, whole).Count == 1; }, A + Slack);
        await driver.KillAsync(task);
        await driver.NextUpdateAsync(TaskState.TaskKilling);
        await driver.NextUpdateAsync(TaskState.TaskKilled);
        await mesos.UntilAsync("what the task used", async () => { await driver.CatchUpAsync(); return OfAgent(driver, whole).Count == 2; }, A + Slack);
        await driver.AcceptAsync([.. OfAgent(driver, whole).Select(o => o.Id.Value)], 0, Given.Task(whole, t => t.Command = new() { Value = "sleep 1000" }, Given.Cpus(whole)));

        await driver.NextUpdateAsync(TaskState.TaskStarting);
        Assert.NotEqual(offer.Id, whole.Id);
    }

    [Item(20, "An offer named twice: every task INVALID_OFFERS")]
    public async Task NamedTwice()
    {
        var (_, driver, offer) = await OfferedAsync();

        await driver.AcceptAsync([offer.Id.Value, offer.Id.Value], 0, Given.Command(offer, "true"));

        Assert.Equal(Reason.InvalidOffers, (await driver.NextUpdateAsync(TaskState.TaskDropped)).Reason);
    }

    [Item(21, "One stale offer among good ones: every task INVALID_OFFERS, without uuid, and the good ones are offered again")]
    public async Task OneStale()
    {
        var (mesos, driver, offer) = await OfferedAsync();

        await driver.AcceptAsync([offer.Id.Value, "no-such-offer"], 3600, Given.Command(offer, "true"), Given.Command(offer, "true"));

        foreach (var dropped in new[] { await driver.NextUpdateAsync(TaskState.TaskDropped), await driver.NextUpdateAsync(TaskState.TaskDropped) })
        {
            Assert.Equal((Reason.InvalidOffers, false), (dropped.Reason, dropped.HasUuid));
        }
        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);
    }

    [Item(22, "A task larger than the offer: TASK_ERROR, TASK_INVALID; the others run")]
    public async Task TooLarge()
    {
        var (_, driver, offer) = await OfferedAsync();

        await driver.AcceptAsync(offer, Given.Task(offer, t => t.Command = new() { Value = "true" }, cpus: 100_000), Given.Command(offer, "sleep 1000"));

        Assert.Equal(Reason.TaskInvalid, (await driver.NextUpdateAsync(TaskState.TaskError)).Reason);
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
    }

    [Item(23, "A task id in use: TASK_ERROR")]
    public async Task IdInUse()
    {
        var (_, driver, offer) = await OfferedAsync();
        var task = Given.Command(offer, "sleep 1000");

        await driver.AcceptAsync(offer, task, task);

        Assert.Equal(Reason.TaskInvalid, (await driver.NextUpdateAsync(TaskState.TaskError)).Reason);
    }

    [Item(24, "Another ExecutorInfo under the id of a running executor: TASK_ERROR")]
    public async Task ExecutorChanged()
    {
        var (_, driver, offer) = await OfferedAsync();
        var changed = Given.Custom(offer);
        changed.Executor.Name = "changed";

        await driver.AcceptAsync(offer, Given.Custom(offer), changed);

        Assert.Equal(Reason.TaskInvalid, (await driver.NextUpdateAsync(TaskState.TaskError)).Reason);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
    }

    [Item(49, "50 tasks in one ACCEPT on one custom executor all run, in their order")]
    public async Task Fifty()
    {
        var (_, driver, offer) = await OfferedAsync();
        var tasks = Enumerable.Range(0, 50).Select(_ => Given.Task(offer, t => t.Executor = Given.Executor("faas-exec-1"), cpus: 0.01)).ToList();

        await driver.AcceptAsync(offer, tasks);

        var running = new List<TaskID>();
        foreach (var _ in tasks)
        {
            running.Add((await driver.NextUpdateAsync(TaskState.TaskRunning)).TaskId);
        }
        Assert.Equal(tasks.Select(t => t.TaskId), running);
    }

    private static List<Offer> OfAgent(MesosDriver driver, Offer offer) => driver.Open.Where(o => o.AgentId.Equals(offer.AgentId)).ToList();
}
