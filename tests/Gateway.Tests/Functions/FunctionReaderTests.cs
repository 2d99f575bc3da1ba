using System.IO.Compression;
using System.Text.Json;
using Faas.Gateway.Functions;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Tests.Functions;

public sealed class FunctionReaderTests
{
    [Theory]
    [InlineData("""{}""", "code", "kind", "name")]
    [InlineData("""{"name":"a/b","kind":"k","code":"x"}""", "name")]
    [InlineData("""{"name":7,"kind":"k","code":"x","main":null}""", "name")]
    [InlineData("""{"name":"x","kind":"k","code":""}""", "code")]
    [InlineData("""{"name":"x","kind":"k","code":"!","binary":true}""", "code")]
    [InlineData("""{"name":"x","kind":"k","code":"aGVsbG8=","binary":true}""", "code")]
    [InlineData("""{"name":"x","kind":"k","code":"x","paramters":{}}""", "paramters")]
    [InlineData("""{"name":"x","kind":"k","code":"x","parameters":[],"annotations":1,"environment":"e","limits":2}""", "annotations", "environment", "limits", "parameters")]
    [InlineData("""{"name":"x","kind":"k","code":"x","environment":{"1A":"x","__OW_X":"x","N":1,"Z":"a\u0000b"}}""", "environment.1A", "environment.N", "environment.Z", "environment.__OW_X")]
    [InlineData("""{"name":"x","kind":"k","code":"x","limits":{"timeoutMs":1,"memoryMiB":1.5,"cpu":1,"network":"all"}}""", "limits.cpu", "limits.memoryMiB", "limits.network", "limits.timeoutMs")]
    public void Every_mistake_is_told_by_field(string json, params string[] fields)
    {
        var mistakes = new Mistakes();
        FunctionReader.Read(JsonElement.Parse(json), null, mistakes);
        Assert.Equal(fields, mistakes.ByField.Keys);
    }

    [Fact]
    public void Parts_over_one_mebibyte_are_mistakes()
    {
        var mistakes = new Mistakes();
        var big = new string('x', 1 << 20);
        FunctionReader.Read(JsonElement.Parse($$$"""{"name":"x","kind":"k","code":"x","parameters":{"a":"{{{big}}}"},"environment":{"A":"{{{big}}}"}}"""), null, mistakes);
        Assert.Equal(["environment", "parameters"], mistakes.ByField.Keys);
    }

    [Fact]
    public void A_name_in_the_body_must_be_that_of_the_path()
    {
        var mistakes = new Mistakes();
        Assert.Equal("a", FunctionReader.Read(JsonElement.Parse("""{"name":"b","kind":"k","code":"x"}"""), "a", mistakes).Request.Name);
        Assert.Equal(["name"], mistakes.ByField.Keys);
    }

    [Fact]
    public void An_archive_comes_out_of_base64()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("index.js");
        var mistakes = new Mistakes();
        var read = FunctionReader.Read(JsonElement.Parse($$"""{"name":"x","kind":"k","binary":true,"code":"{{Convert.ToBase64String(bytes.ToArray())}}"}"""), null, mistakes);
        Assert.Equal((false, true), (mistakes.Any, read.Request.Binary));
        Assert.Equal(bytes.ToArray(), read.Code);
    }

    [Theory, InlineData("hello"), InlineData("tools/ümlaut")]
    public void A_cursor_reads_back(string name) => Assert.Equal(name, Cursor.Read(Cursor.Write(name)));
}
