using Faas.Contracts;
using Faas.Mesos.Executor.Code;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Code;

public sealed class CodeCacheTests : IDisposable
{
    private static readonly Uri Source = new("http://invoker");

    private readonly ExecutorOptions _options = new() { DataFolder = Directory.CreateTempSubdirectory("faas-cache-").FullName };
    private readonly FakeInvoker _invoker = new();

    public void Dispose() => Directory.Delete(_options.DataFolder, recursive: true);

    [Fact]
    public async Task Code_is_fetched_once_for_many()
    {
        var cache = Create();
        var gate = new TaskCompletionSource();
        _invoker.Gate = gate.Task;
        var code = _invoker.Add("hello"u8.ToArray(), binary: false);
        var all = Enumerable.Range(0, 10).Select(_ => ReadAsync(cache, code)).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), text => Assert.Equal("hello", text));
        Assert.Equal("hello", await ReadAsync(cache, code));
        Assert.Equal(1, _invoker.Asked);
    }

    [Fact]
    public async Task Code_that_does_not_come_from_an_invoker_that_has_died_comes_from_the_next_that_wants_it()
    {
        var cache = Create();
        var gate = new TaskCompletionSource();
        _invoker.Gate = gate.Task;
        var code = _invoker.Add("hello"u8.ToArray(), binary: false);
        var dead = UseAsync(cache, code, new($"http://{FakeInvoker.Dead}"));
        var living = ReadAsync(cache, code);

        gate.SetResult();

        Assert.Contains("Connection refused", await dead, StringComparison.Ordinal);
        Assert.Equal("hello", await living);
    }

    [Fact]
    public async Task Code_survives_a_restart()
    {
        var code = _invoker.Add("hello"u8.ToArray(), binary: false);
        await ReadAsync(Create(), code);
        Assert.Equal("hello", await ReadAsync(Create(), code));
        Assert.Equal(1, _invoker.Asked);
    }

    [Fact]
    public async Task Other_code_than_was_meant_is_refused_and_not_kept()
    {
        var cache = Create();
        var code = _invoker.Add("hello"u8.ToArray(), binary: false);
        _invoker.Corrupt(code);
        Assert.Contains("another one", await UseAsync(cache, code), StringComparison.Ordinal);
        _invoker.Add("hello"u8.ToArray(), binary: false);
        Assert.Null(await UseAsync(cache, code));
    }

    [Fact]
    public async Task Code_that_is_not_there_says_so() =>
        Assert.Contains("404", await UseAsync(Create(), new(new('a', 64), 1, false)), StringComparison.Ordinal);

    [Fact]
    public async Task A_path_is_no_hash() => Assert.Contains("no SHA-256", await UseAsync(Create(), new("../../etc/passwd", 1, false)), StringComparison.Ordinal);

    [Fact]
    public void The_longest_unused_goes_first_and_what_is_in_use_stays()
    {
        var shelf = new CodeShelf(100);
        Assert.Empty(shelf.Add("a", 40));
        Assert.Empty(shelf.Add("b", 40));
        Assert.True(shelf.TryPin("a"));
        shelf.Unpin("a");
        Assert.Equal(["b"], shelf.Add("c", 40));
        Assert.True(shelf.TryPin("a"));
        Assert.Equal(["c"], shelf.Add("d", 60));
        Assert.False(shelf.TryPin("c"));
    }

    private CodeCache Create()
    {
        var cache = new CodeCache(Options.Create(_options), new(new HttpMessageInvoker(_invoker, disposeHandler: false)));
        cache.Load();
        return cache;
    }

    private static Task<string?> UseAsync(CodeCache cache, CodeReference code, Uri? source = null) => cache.UseAsync(code, unpack: true, source ?? Source, "token", _ => Task.CompletedTask, TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(CodeCache cache, CodeReference code)
    {
        var text = "";
        Assert.Null(await cache.UseAsync(code, unpack: true, Source, "token", async path => text = await File.ReadAllTextAsync(path), TestContext.Current.CancellationToken));
        return text;
    }
}
