using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Resources;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Mesos.Local.Tests;

public sealed class ResourceSetTests
{
    [Fact]
    public void Scalars_are_exact_to_a_thousandth()
    {
        var tenth = ResourceSet.Of(Quantity.OfScalar("cpus", 0.1));

        var left = Enumerable.Range(0, 10).Aggregate(ResourceSet.Of(Quantity.OfScalar("cpus", 1)), (rest, _) => rest.Minus(tenth));

        Assert.True(left.IsEmpty);
    }

    [Fact]
    public void Ranges_split_and_join()
    {
        var all = Ports((31000, 31009));
        var middle = Ports((31004, 31005));

        Assert.Equal("ports(allocated: r):[31000-31003, 31006-31009]", all.Minus(middle).Describe("r"));
        Assert.Equal(all.Describe("r"), all.Minus(middle).Plus(middle).Describe("r"));
        Assert.True(all.Contains(middle));
        Assert.False(all.Minus(middle).Contains(Ports((31003, 31004))));
    }

    [Fact]
    public void Names_stand_in_the_order_of_Mesos() => Assert.Equal(
        "ports(allocated: r):[1-2]; cpus(allocated: r):0.5; mem(allocated: r):32; gpus(allocated: r):1",
        ResourceSet.Of(Quantity.OfScalar("gpus", 1), Quantity.OfScalar("mem", 32), Quantity.OfScalar("cpus", 0.5)).Plus(Ports((1, 2))).Describe("r"));

    [Fact]
    public void Missing_required_fields_are_named_by_their_path()
    {
        var task = new TaskInfo { TaskId = new(), AgentId = new() { Value = "a" } };
        var launch = new Offer.Types.Operation { Launch = new() { TaskInfos = { task } } };

        Assert.Equal(
            ["accept.operations[0].launch.task_infos[0].name", "accept.operations[0].launch.task_infos[0].task_id.value"],
            RequiredFields.Missing(new Call { Accept = new() { Operations = { launch } } }));
    }

    private static ResourceSet Ports((ulong Begin, ulong End) range) => ResourceSet.Of(Quantity.OfRanges("ports", new Interval(range.Begin, range.End)));
}
