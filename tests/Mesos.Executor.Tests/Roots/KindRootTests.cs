using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Faas.Contracts;
using Faas.Mesos.Executor.Tests.Runs;

namespace Faas.Mesos.Executor.Tests.Roots;

/// <summary>The whole program, with roots for its kinds.</summary>
public sealed class KindRootTests(NodeRoot node) : IClassFixture<NodeRoot>
{
    private const string Look = """
        const fs = require('fs');
        const attempt = work => { try { work(); return 'allowed' } catch (e) { return e.code } };
        const text = name => fs.readFileSync(name, 'utf8');
        exports.main = () => ({
          root: fs.readdirSync('/').sort().filter(name => !name.startsWith('lib')).join(), etc: text('/etc/mark'), srv: text('/srv/mark'), hosts: text('/etc/hosts').split('\n')[0],
          machine: fs.existsSync('/usr/bin') || fs.existsSync('/bin'), write: [attempt(() => fs.writeFileSync('/srv/x', '')), attempt(() => fs.writeFileSync('/x', '')), attempt(() => fs.writeFileSync('/etc/x', ''))].join(),
          tmp: attempt(() => fs.writeFileSync('/tmp/x', '')), user: process.getuid(), rights: /CapBnd:\s*0+\n/.test(text('/proc/self/status')), colour: process.env.COLOUR, path: process.env.PATH,
        })
        """;

    [Fact]
    public async Task A_folder_is_all_that_a_function_sees()
    {
        Directory.CreateDirectory(Path.Combine(node.Folder, "usr/local/bin"));
        if (!File.Exists(Path.Combine(node.Folder, "usr/local/bin/node"))) File.CreateSymbolicLink(Path.Combine(node.Folder, "usr/local/bin/node"), $"{NodeRoot.Programs}/node");
        await using var host = await StartAsync($"nodejs={node.Folder}");
        Assert.Equal(
            """{"root":"dev,etc,opt,proc,run,srv,tmp,usr","etc":"etc of the root","srv":"srv of the root","hosts":"127.0.0.1 localhost function","machine":false,"write":"EROFS,EROFS,EROFS","tmp":"allowed","user":1000,"rights":true,"path":"/usr/local/bin:/usr/bin:/bin"}""",
            await RunAsync(host));
    }

    [Fact]
    public async Task An_image_is_too_with_its_variables()
    {
        using var archive = new MemoryStream();
        await TarFile.CreateFromDirectoryAsync(node.Folder, archive, includeBaseDirectory: false, TestContext.Current.CancellationToken);
        var layout = new OciBuilder(Path.Combine(node.Beside, "layout")).Layer(archive.ToArray(), OciBuilder.Tar)
            .Layer(OciBuilder.Text("srv/mark", "srv of the second layer"), OciBuilder.Text("usr/.wh.local", "")).Image("20-slim", variables: [$"PATH={NodeRoot.Programs}", "COLOUR=green", "HOME=/root"]);
        await using var host = await StartAsync($"{(await LocalExecutor.KindAsync("nodejs"))}={layout.Folder}:20-slim");
        Assert.Equal(
            $$"""{"root":"dev,etc,opt,proc,run,srv,tmp,usr","etc":"etc of the root","srv":"srv of the second layer","hosts":"127.0.0.1 localhost function","machine":false,"write":"EROFS,EROFS,EROFS","tmp":"allowed","user":1000,"rights":true,"colour":"green","path":"{{NodeRoot.Programs}}"}""",
            await RunAsync(host));
    }

    [Fact]
    public async Task A_root_that_cannot_be_used_leaves_its_kind_missing_and_says_why()
    {
        await using var host = await StartAsync($"python:3.11=/nowhere,nodejs:1={node.Folder},cobol={node.Folder}");
        var kinds = (await host.Client.GetFromJsonAsync("/executor", ContractsJson.Default.ExecutorDescription, TestContext.Current.CancellationToken))!.Kinds;
        Assert.Equal("Its root file system /nowhere cannot be used: there is neither a folder nor an OCI image layout.", kinds.Single(kind => kind.Family == "python").Missing);
        Assert.StartsWith($"Its root file system {node.Folder} cannot be used: there is no runtime of the family cobol in ", kinds.Single(kind => kind.Family == "cobol").Missing, StringComparison.Ordinal);
        Assert.NotNull(kinds.Single(kind => kind.Family == "nodejs").Missing);
        var refused = await host.PutAsync("c", kind: "python:3.11");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_root_that_is_not_named_as_one_stops_the_start() => Assert.Contains("Sandbox:Roots holds roots like nodejs:20=/srv/roots/node20, not 'nodejs'.",
        (await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync("nodejs"))).Failures);

    private static Task<ExecutorHost> StartAsync(string roots)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a sandbox needs root");
        return ExecutorHost.StartAsync(["--driver", "sandbox", "--standalone-token", "token", $"--Sandbox:Roots={roots}"]);
    }

    private static async Task<string> RunAsync(ExecutorHost host)
    {
        await host.StartWithAsync("c", Look);
        await using var caller = await RunCaller.ConnectAsync(host.Client);
        caller.Ask("c", new(Guid.NewGuid()));
        return Encoding.UTF8.GetString((await caller.AnswerAsync()).Body.Span);
    }
}
