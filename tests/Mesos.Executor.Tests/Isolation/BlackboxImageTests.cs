using Faas.Contracts;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Isolation.Docker;
using Faas.Tests.Docker;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>Images of users, which know nothing of Faas: they answer the container contract on port 8080.</summary>
[Collection(nameof(DockerRuntimes))]
public sealed class BlackboxImageTests(DockerRuntimes runtimes)
{
    internal const string Server = """
        import sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        import json, os
        class Contract(BaseHTTPRequestHandler):
            init, protocol_version, calls = None, 'HTTP/1.1', 0
            def log_message(self, *args): pass
            def do_POST(self):
                self.calls += 1
                value = json.loads(self.rfile.read(int(self.headers['Content-Length'])))['value']
                if self.path == '/init': Contract.init = value; answer = {'ok': True}
                else:
                    for line in range(value.get('lines', 0)): print('line', line)
                    print('ran', flush=True)
                    if value.get('calls'): value = self.calls
                    elif value.get('size'): value = 'x' * value['size']
                    answer = {'value': value, 'init': Contract.init, 'user': os.getuid(), 'mark': os.environ.get('__OW_ALLOW_CONCURRENT')}
                    if MARKS:
                        for stream in (sys.stdout, sys.stderr): print('XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX', file=stream, flush=True)
                body = json.dumps(answer).encode()
                self.send_response(200); self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
        print('listening', flush=True)
        ThreadingHTTPServer(('0.0.0.0', 8080), Contract).serve_forever()
        """;

    [Fact]
    public async Task An_image_runs_without_code_and_its_lines_are_kept()
    {
        await using var executor = await CreateAsync();
        var container = await StartAsync(executor, await MakeAsync("blackbox", Server.Replace("MARKS", "True", StringComparison.Ordinal)));
        var init = await executor.InitAsync(container, (CodeReference?)null);
        Assert.True(init is { End: ContainerEnd.Answered, Status: 200 }, $"{init}");
        var ran = await LocalExecutor.RunAsync(container, """{"a":1}""");
        Assert.Equal("""{"value": {"a": 1}, "init": {"name": "guest/f", "main": "main", "binary": false, "env": {}}, "user": 0, "mark": "false"}""", ran.Body);
        Assert.Contains("stdout: ran", ran.Lines);
    }

    [Fact]
    public async Task An_archive_goes_to_the_image_as_it_was_uploaded()
    {
        await using var executor = await CreateAsync();
        var container = await StartAsync(executor, await MakeAsync("blackbox", Server.Replace("MARKS", "True", StringComparison.Ordinal)));
        var zip = executor.Invoker.AddZip(("exec", "#!/bin/sh"));
        Assert.Equal(200, (await executor.InitAsync(container, zip)).Status);
        Assert.Contains("\"binary\": true, \"env\": {}, \"code\": \"UEsDB", (await LocalExecutor.RunAsync(container)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_lines_of_an_image_that_never_says_they_are_over_are_those_of_their_run()
    {
        await using var executor = await CreateAsync();
        var container = await StartAsync(executor, await MakeAsync("unmarked", Server.Replace("MARKS", "False", StringComparison.Ordinal)));
        Assert.DoesNotContain("missing", (await executor.InitAsync(container, (CodeReference?)null)).Logs, StringComparison.Ordinal);
        foreach (var lines in new[] { 20_000, 3, 10_000, 0 })
        {
            var ran = await LocalExecutor.RunAsync(container, $$"""{"lines":{{lines}}}""", logsBytes: 2 << 20);
            Assert.Equal([.. Enumerable.Range(0, lines).Select(line => $"stdout: line {line}"), "stdout: ran"], ran.Lines.Where(line => line.StartsWith("stdout", StringComparison.Ordinal)));
            Assert.DoesNotContain("missing", ran.Logs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_lines_before_an_answer_that_is_too_large_are_kept()
    {
        await using var executor = await CreateAsync();
        var container = await StartAsync(executor, await MakeAsync("unmarked", Server.Replace("MARKS", "False", StringComparison.Ordinal)));
        await executor.InitAsync(container, (CodeReference?)null);
        var ran = await LocalExecutor.RunAsync(container, """{"lines":20000,"size":2000000}""", logsBytes: 2 << 20);
        Assert.Equal(ContainerEnd.AnswerTooLarge, ran.End);
        Assert.Equal([.. Enumerable.Range(0, 20_000).Select(line => $"stdout: line {line}"), "stdout: ran"], ran.Lines);
        await container.Gone.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Each_call_has_a_connection_of_its_own()
    {
        await using var executor = await CreateAsync();
        var container = await StartAsync(executor, await MakeAsync("blackbox", Server.Replace("MARKS", "True", StringComparison.Ordinal)));
        await executor.InitAsync(container, (CodeReference?)null);
        foreach (var _ in new[] { 1, 2, 3 }) Assert.StartsWith("""{"value": 1,""", (await LocalExecutor.RunAsync(container, """{"calls":true}""")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_ends_at_once_is_told_with_its_words()
    {
        await using var executor = await CreateAsync();
        var refused = Assert.IsType<StartOutcome.Refused>(await TryStartAsync(executor, await MakeAsync("dying", "print('no licence'); raise SystemExit(3)")));
        Assert.Equal(ExecutorFault.StartFailed, refused.Fault);
        Assert.Contains("exit code 3", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("no licence", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_does_not_exist_is_a_clear_error_and_is_listed()
    {
        await using var executor = await CreateAsync();
        var refused = Assert.IsType<StartOutcome.Refused>(await TryStartAsync(executor, "127.0.0.1:1/no/such:1"));
        Assert.Equal(ExecutorFault.StartFailed, refused.Fault);
        Assert.StartsWith("The image 127.0.0.1:1/no/such:1 could not be pulled: ", refused.Detail, StringComparison.Ordinal);
        Assert.Contains(executor.Driver.ListImages(), image => image is { Image: "127.0.0.1:1/no/such:1", State: ImageState.Failed });
    }

    [Fact]
    public async Task An_image_without_a_command_is_a_clear_error()
    {
        await using var executor = await CreateAsync();
        var refused = Assert.IsType<StartOutcome.Refused>(await TryStartAsync(executor, DockerRuntimes.Image));
        Assert.Contains("No command specified", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_from_a_private_registry_goes_on_while_it_is_told_how_far_it_is()
    {
        await using var executor = await CreateAsync();
        await using var registry = await DockerRegistry.StartAsync(runtimes.Engine);
        var image = await registry.TakeAsync(await runtimes.Engine.MakeSmallImageAsync("private"));

        var closed = Assert.IsType<StartOutcome.Refused>(await TryStartAsync(executor, image));
        Assert.Equal(ExecutorFault.StartFailed, closed.Fault);
        Assert.Contains("no basic auth credentials", closed.Detail, StringComparison.Ordinal);

        await using var other = await CreateAsync();
        other.Options.Docker.Credentials = registry.Credentials;
        registry.Hold();
        var pulling = Assert.IsType<StartOutcome.Refused>(await TryStartAsync(other, image));
        Assert.Equal(ExecutorFault.ImagePulling, pulling.Fault);
        Assert.StartsWith($"The image {image} is being pulled: ", pulling.Detail, StringComparison.Ordinal);
        Assert.Contains(other.Driver.ListImages(), status => status.Image == image && status.State == ImageState.Pulling);

        registry.LetGo();
        var outcome = await TryStartAsync(other, image);
        while (outcome is StartOutcome.Refused { Fault: ExecutorFault.ImagePulling }) outcome = await TryStartAsync(other, image);
        // There is nothing in it to be started.
        Assert.Contains("/nothing", Assert.IsType<StartOutcome.Refused>(outcome).Detail, StringComparison.Ordinal);
        Assert.Contains(other.Driver.ListImages(), status => status.Image == image && status.State == ImageState.Present);
    }

    [Fact]
    public async Task Images_are_pulled_before_anybody_asks_for_them()
    {
        Assert.SkipWhen(runtimes.Engine.Missing is not null, $"{runtimes.Engine.Missing}");
        await using var registry = await DockerRegistry.StartAsync(runtimes.Engine);
        var image = await registry.TakeAsync(await runtimes.Engine.MakeSmallImageAsync("ahead"));
        registry.Hold();
        await using var executor = await CreateAsync(options =>
        {
            options.Credentials = registry.Credentials;
            options.PrePull.Add(image);
        });
        Assert.Equal([image, DockerRuntimes.Image], executor.Driver.ListImages().Select(status => status.Image));
        Assert.Equal(ImageState.Pulling, StateOf(image));
        registry.LetGo();
        Assert.True(SpinWait.SpinUntil(() => StateOf(image) != ImageState.Pulling, TimeSpan.FromSeconds(60)));
        Assert.Equal((ImageState.Present, ImageState.Present), (StateOf(image), StateOf(DockerRuntimes.Image)));
        await runtimes.Engine.DockerAsync("image", "inspect", image);

        ImageState StateOf(string name) => executor.Driver.ListImages().Single(status => status.Image == name).State;
    }

    private async Task<LocalExecutor> CreateAsync(Action<DockerOptions>? settings = null)
    {
        Assert.SkipWhen(runtimes.Engine.Missing is not null, $"{runtimes.Engine.Missing}");
        return await LocalExecutor.CreateAsync((options, starter) =>
        {
            settings?.Invoke(options.Value.Docker);
            var driver = DockerDriverTests.Create(runtimes, options.Value, starter);
            Assert.Null(driver.FindMissing());
            return driver;
        }, runtimes.Catalog);
    }

    private static async Task<Container> StartAsync(LocalExecutor executor, string image)
    {
        var outcome = await TryStartAsync(executor, image);
        return Assert.IsType<StartOutcome.Started>(outcome).Container;
    }

    private static async Task<StartOutcome> TryStartAsync(LocalExecutor executor, string image) =>
        (await executor.TryStartAsync(new("", KindStatus.Blackbox, 128, 1, "owner", null) { Image = image })).Outcome;

    private Task<string> MakeAsync(string name, string program) => MakeAsync(runtimes, name, program);

    // A new name for the same layers, with a command of its own.
    internal static async Task<string> MakeAsync(DockerRuntimes runtimes, string name, string program)
    {
        var python = (await LocalExecutor.RuntimeAsync("python")).Interpreter.Executable;
        var container = await runtimes.Engine.DockerAsync("create", DockerRuntimes.Image, python, "-S", "-c", program);
        await runtimes.Engine.DockerAsync("commit", container, name);
        await runtimes.Engine.DockerAsync("rm", container);
        return name;
    }
}
