using System.Text.Json;
using Faas.Contracts;
using Faas.Invoker.Capacity;

namespace Faas.Invoker.Tests.Capacity;

public sealed class SlotWishTests
{
    [Theory]
    [InlineData("null", "")]
    [InlineData("{}", "")]
    [InlineData("""{"agent": "ssd"}""", "")]
    [InlineData("""{"agent": {"disk": "ssd", "rack": 4, "odd": [1]}, "note": "x"}""", "disk=ssd,rack=4")]
    public void The_annotation_agent_names_attributes_of_agents(string annotations, string expected)
    {
        var function = new FunctionDefinition
        {
            Namespace = "guest",
            Name = FunctionName.Parse("hello", null),
            Kind = "nodejs:20",
            Code = null!,
            Revision = "1",
            UpdatedAt = default,
            Annotations = JsonDocument.Parse(annotations).RootElement,
        };

        var wish = SlotWishes.For(function);

        Assert.Equal((function.Limits.MemoryMiB, "guest/hello"), (wish.MemoryMiB, wish.Function));
        Assert.Equal(expected, string.Join(',', wish.Attributes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")));
    }
}
