using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class KindMapTests
{
    [Fact]
    public void A_kind_that_works_somewhere_works()
    {
        var merged = KindMap.Merge([[new("nodejs:20", false, "install node")], [new("nodejs:20", true, null)]]);

        Assert.Equal([new KindStatus("nodejs:20", true, null)], merged);
    }

    [Fact]
    public void A_family_without_interpreter_is_told_only_where_no_agent_has_one()
    {
        var merged = KindMap.Merge([[new("nodejs", false, "install node"), new("go", false, "install go")], [new("nodejs:20", true, null)]]);

        Assert.Equal(["go", "nodejs:20"], merged.Select(kind => kind.Kind));
    }
}
