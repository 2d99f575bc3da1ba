namespace Faas.Contracts.Tests;

public sealed class FunctionNameTests
{
    [Theory]
    [InlineData("hello", null, "hello"), InlineData("tools/hello", "tools", "hello"), InlineData("my tools/a b", "my tools", "a b")]
    public void A_name_has_a_base_and_perhaps_a_package(string text, string? package, string name)
    {
        var parsed = FunctionName.Parse(text, null);

        Assert.Equal((package, name, text), (parsed.Package, parsed.Base, parsed.ToString()));
        Assert.True(FunctionName.TryCreate(package, name, out var created));
        Assert.Equal(parsed, created);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("/"), InlineData("/a"), InlineData("a/"), InlineData("a/b/c"), InlineData("a//b"), InlineData("a b /c")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(FunctionName.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => FunctionName.Parse(text!, null));
    }

    [Fact]
    public void An_empty_package_is_no_package_name() => Assert.False(FunctionName.TryCreate("", "hello", out _));

    [Theory]
    [InlineData("guest", "hello"), InlineData("guest", "tools/hello"), InlineData("my space", "a b/c d")]
    public void A_function_id_reads_back_from_its_text(string ns, string name)
    {
        var id = new FunctionId(ns, FunctionName.Parse(name, null));

        Assert.Equal($"{ns}/{name}", id.ToString());
        Assert.Equal(id, FunctionId.Parse(id.ToString()));
    }

    [Theory]
    [InlineData(""), InlineData("hello"), InlineData("/hello"), InlineData("guest/")]
    public void Text_that_is_no_function_id_is_refused(string text) => Assert.Throws<FormatException>(() => FunctionId.Parse(text));
}
