using Faas.Mesos.Local.Tests.Driving;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>What a role may use at most.</summary>
public sealed class QuotaConformance : ConformanceSuite
{
    [Item(43, "A quota limit chops offers")]
    public async Task Chopped()
    {
        var mesos = await StartAsync();
        var framework = Given.Framework();
        // A role of its own: a quota outlives who set it.
        framework.Roles[0] = $"limited-{Guid.NewGuid():n}";
        await LimitAsync(mesos, framework.Roles[0], ("cpus", 2), ("mem", 1024));
        try
        {
            var driver = await mesos.EnterAsync(framework);
            var offer = await WholeAsync(mesos, driver);
            Assert.Equal((2, 1024), Amounts(offer));
            // What is not limited is offered whole.
            Assert.Contains(offer.Resources, r => r.Name == "disk" && r.Scalar.Value > 1024);

            await driver.AcceptAsync(offer, Given.Task(offer, task => task.Command = new() { Value = "sleep 1000" }, cpus: 0.5, mem: 128));
            Assert.Equal((1.5, 896), Amounts(await WholeAsync(mesos, driver)));

            await LimitAsync(mesos, framework.Roles[0], ("cpus", 1), ("mem", 1024));
            await driver.NextAsync(Type.Rescind);
            Assert.Equal((0.5, 896), Amounts(await WholeAsync(mesos, driver)));

            await LimitAsync(mesos, framework.Roles[0]);
            await driver.DeclineAsync(driver.Open[0], 0);
            Assert.True(Amounts(await WholeAsync(mesos, driver)).Cpus > 2);
        }
        finally
        {
            await LimitAsync(mesos, framework.Roles[0]);
        }
    }

    private static (double Cpus, double Mem) Amounts(Offer offer) =>
        (Given.Cpus(offer), offer.Resources.Where(r => r.Name == "mem").Sum(r => r.Scalar.Value));

    private static async Task LimitAsync(MesosUnderTest mesos, string role, params IEnumerable<(string Name, int Value)> limits)
    {
        var all = string.Join(',', limits.Select(limit => $$"""
            "{{limit.Name}}":{"value":{{limit.Value}}}
            """));
        await OperateAsync(mesos, $$$"""{"type":"UPDATE_QUOTA","update_quota":{"quota_configs":[{"role":"{{{role}}}","limits":{{{{all}}}}}]}}""");
    }
}
