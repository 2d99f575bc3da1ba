namespace Faas.Contracts.Tests;

public sealed class EntityNameTests
{
    [Theory]
    [InlineData("hello"), InlineData("_"), InlineData("9"), InlineData("a b"), InlineData("a@b.c-d"), InlineData("hällo"), InlineData("日本")]
    public void OpenWhisks_names_are_names(string name) => Assert.True(EntityName.IsValid(name));

    [Theory]
    [InlineData(""), InlineData(" "), InlineData(" a"), InlineData("a "), InlineData("-a"), InlineData(".a"), InlineData("@a"), InlineData("a/b")]
    [InlineData("a\n"), InlineData("a\nb"), InlineData("a\0"), InlineData("a{b"), InlineData("a:b"), InlineData("a*"), InlineData("..")]
    public void Others_are_not(string name) => Assert.False(EntityName.IsValid(name));

    [Fact]
    public void A_name_has_at_most_256_characters()
    {
        Assert.True(EntityName.IsValid(new string('a', 256)));
        Assert.False(EntityName.IsValid(new string('a', 257)));
    }
}
