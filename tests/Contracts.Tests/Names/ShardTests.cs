namespace Faas.Contracts.Tests;

public sealed class ShardTests
{
    /// <summary>Computed apart from the product: FNV-1a over UTF-16, low byte first, folded.</summary>
    [Fact]
    public void Known_functions_stay_where_they_were_stored() =>
        Assert.Equal(["s0015", "s0639", "s0309"], new[] { "guest/hello", "guest/tools/hello", "guest/hällo" }.Select(name => FunctionId.Parse(name).Shard.ToString()));

    [Fact]
    public void Functions_spread_over_all_shards()
    {
        var counts = Enumerable.Range(0, 100_000).CountBy(i => FunctionId.Parse($"guest/function-{i}").Shard).Select(pair => pair.Value).ToArray();

        Assert.Equal(Shard.Count, counts.Length);
        Assert.True(counts.Max() < 200, "no shard has more than twice its part");
    }

    [Theory]
    [InlineData(-1), InlineData(1024)]
    public void A_shard_is_0_to_1023(int value) => Assert.Throws<ArgumentOutOfRangeException>(() => Shard.FromValue(value));
}
