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
    [InlineData("""{"name":"x","kind":"blackbox"}""", "image")]
    [InlineData("""{"name":"x","kind":"blackbox","image":"UPPER","code":"!","binary":true}""", "code", "image")]
    [InlineData("""{"name":"x","kind":"k","code":"x","image":"a/b"}""", "image")]
    [InlineData("""{"name":"x","kind":"k","code":"x","limits":{"running":0,"queueLength":0,"ratePerSecond":0}}""", "limits.queueLength", "limits.ratePerSecond", "limits.running")]
    [InlineData("""{"name":"x","kind":"k","code":"x","idempotent":1,"retry":{"attempts":51,"baseMs":0,"capMs":86400001,"maxAgeMs":9999999999,"on":["success"],"off":1}}""", "idempotent", "retry.attempts", "retry.baseMs", "retry.capMs", "retry.maxAgeMs", "retry.off", "retry.on")]
    [InlineData("""{"name":"x","kind":"k","code":"x","retry":{"attempts":1e99,"on":[]}}""", "retry.attempts", "retry.on")]
    [InlineData("""{"name":"x","kind":"k","code":"x","annotations":{"agent":"ssd"}}""", "annotations.agent")]
    [InlineData("""{"name":"x","kind":"k","code":"x","annotations":{"agent":{"disk":["ssd"],"rack":4,"fast":true,"zone":"a"},"note":[1]}}""", "annotations.agent.disk", "annotations.agent.fast")]
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

    [Theory, InlineData(""), InlineData(""","code":"f0VMRg==","binary":true""")]
    public void A_function_with_an_image_of_its_own_may_go_without_code_and_its_code_need_be_no_zip(string code)
    {
        var mistakes = new Mistakes();
        var read = FunctionReader.Read(JsonElement.Parse($$"""{"name":"x","kind":"blackbox","image":"team/thumbs"{{code}}}"""), null, mistakes);
        Assert.False(mistakes.Any);
        Assert.Equal("docker.io/team/thumbs:latest", read.Request.Image!.ToString());
    }

    [Theory, InlineData("hello"), InlineData("tools/ümlaut")]
    public void A_cursor_reads_back(string name) => Assert.Equal(name, Cursor.Read(Cursor.Write(name)));
}
