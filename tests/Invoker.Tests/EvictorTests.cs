using Faas.Contracts;
using Faas.Invoker.Pool;

namespace Faas.Invoker.Tests;

public sealed class EvictorTests
{
    private static readonly FunctionId Function = FunctionId.Parse("guest/f");

    [Fact]
    public void When_nothing_is_idle_nothing_is_given_up()
    {
        var evictor = new Evictor();
        Assert.Null(evictor.PickIdle());
        evictor.Add(Function, new FunctionPool(TimeProvider.System));
        Assert.Null(evictor.PickIdle());
    }
}
