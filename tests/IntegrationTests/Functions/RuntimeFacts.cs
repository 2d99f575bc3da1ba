using System.IO.Compression;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>What our runtimes take and do.</summary>
public abstract class RuntimeFacts(Deployment deployment)
{
    [Fact]
    public async Task Python_runs_one_file()
    {
        var name = await deployment.DeployAsync("def main(args):\n    print('hi')\n    return {'greeting': 'Hello ' + args['name']}", "python:default");
        Assert.Equal("Hello World", (await deployment.InvokeAsync(name, """{"name":"World"}""")).Json.GetProperty("greeting").GetString());
    }

    [Fact]
    public async Task Python_awaits_an_async_function()
    {
        var name = await deployment.DeployAsync("import asyncio\nasync def main(args):\n    await asyncio.sleep(0)\n    return {'ok': True}", "python:default");
        Assert.Equal(200, (await deployment.InvokeAsync(name)).Status);
    }

    [Fact]
    public async Task A_python_traceback_is_in_the_logs()
    {
        var name = await deployment.DeployAsync("def inner():\n    raise ValueError('deep')\ndef main(args):\n    return inner()", "python:default");
        var answer = await deployment.InvokeAsync(name);
        Assert.Equal((502, "urn:faas:function-error"), (answer.Status, answer.Type));
        Assert.Contains("in inner", (await deployment.GetAsync(answer.Headers["Location"])).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_runs_a_zip_with_its_dependencies()
    {
        var zip = Zip(
            ("package.json", """{"name":"app","main":"app.js"}"""),
            ("app.js", "const twice = require('twice'); exports.main = p => ({n: twice(p.n)})"),
            ("node_modules/twice/index.js", "module.exports = n => 2 * n"));
        var name = await deployment.DeployAsync(zip, extra: new { binary = true });
        Assert.Equal("""{"n":42}""", (await deployment.InvokeAsync(name, """{"n":21}""")).Body);
    }

    [Fact]
    public async Task Python_runs_a_zip_with_its_dependencies()
    {
        var zip = Zip(("__main__.py", "from twice import twice\ndef main(args):\n    return {'n': twice(args['n'])}"), ("twice/__init__.py", "def twice(n):\n    return 2 * n"));
        var name = await deployment.DeployAsync(zip, "python:default", extra: new { binary = true });
        Assert.Equal(42, (await deployment.InvokeAsync(name, """{"n":21}""")).Json.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_zip_that_reaches_out_of_its_folder_is_refused()
    {
        var name = await deployment.DeployAsync(Zip(("index.js", "exports.main = () => ({})"), ("../../evil.js", "x")), extra: new { binary = true });
        var answer = await deployment.InvokeAsync(name);
        Assert.Equal((502, "urn:faas:init-error"), (answer.Status, answer.Type));
    }

    [Fact]
    public async Task A_kind_is_resolved_to_the_version_there_is()
    {
        var name = await deployment.DeployAsync("exports.main = () => ({version: process.versions.node})");
        var kind = (await deployment.GetAsync($"/functions/{name}")).Json.GetProperty("kind").GetString();
        var version = (await deployment.InvokeAsync(name)).Json.GetProperty("version").GetString()!;
        Assert.Equal($"nodejs:{version.Split('.')[0]}", kind);
    }

    private static string Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        return Convert.ToBase64String(bytes.ToArray());
    }
}

public sealed class StandaloneRuntimes(StandaloneDeployment deployment) : RuntimeFacts(deployment), IClassFixture<StandaloneDeployment>;

public sealed class SplitRuntimes(SplitDeployment deployment) : RuntimeFacts(deployment), IClassFixture<SplitDeployment>;
