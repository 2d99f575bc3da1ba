namespace Faas.Contracts.Tests;

public sealed class InvocationIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(512), InlineData(1023)]
    public void An_id_carries_its_shard(int shard)
    {
        for (var i = 0; i < 100; i++) Assert.Equal(shard, InvocationId.New(Shard.FromValue(shard), Now).Shard.Value);
    }

    [Fact]
    public void An_id_is_a_version_7_uuid_of_its_moment()
    {
        var id = InvocationId.New(Shard.FromValue(7), Now);

        Assert.Equal(7, id.Value.Version);
        Assert.InRange(id.Value.Variant, 8, 11);
        Assert.Equal(Now.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString()[..12], 16));
    }

    [Fact]
    public void Ids_sort_by_time()
    {
        var ids = Enumerable.Range(0, 100).Select(i => InvocationId.New(Shard.FromValue(1023 - i), Now.AddMilliseconds(i)).ToString()).ToArray();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Ids_of_one_moment_and_shard_differ()
    {
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => InvocationId.New(Shard.FromValue(3), Now)).Distinct().Count());
    }

    [Fact]
    public void An_id_reads_back_from_its_digits_and_its_bytes()
    {
        var id = InvocationId.New(Shard.FromValue(3), Now);
        var bytes = new byte[InvocationId.Size];
        id.WriteTo(bytes);

        Assert.Equal(Convert.ToHexStringLower(bytes), id.ToString());
        Assert.Equal((id, id), (InvocationId.FromBytes(bytes), InvocationId.Parse(id.ToString(), null)));
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("0"), InlineData("0123456789abcdef0123456789abcdeg"), InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    public void Other_text_is_refused(string? text) => Assert.False(InvocationId.TryParse(text, null, out _));
}
