using Faas.Contracts;
using Faas.Mesos.Executor.Roots;
using Faas.Mesos.Executor.Runtimes;

namespace Faas.Mesos.Executor.Tests.Runtimes;

public sealed class RuntimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-runtimes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Versions_are_ordered_by_number() => Assert.True(KindVersion.Parse("3.9", null).CompareTo(KindVersion.Parse("3.11", null)) < 0);

    [Fact]
    public async Task The_newest_is_the_default_and_shims_without_an_answer_are_passed_over()
    {
        Interpreter("a/x", """{"version":"3.9","executable":"/y","roots":["/y"]}""");
        Interpreter("b/x", """{"version":"3.11","executable":"/x","roots":["/x"]}""");
        Interpreter("c/x", "not found");
        Interpreter("d/x", """{"version":"2.7","executable":"/z","roots":[]}""");
        var catalog = await LoadAsync("""["x"]""");
        Assert.Equal([("x:3.11", true, null), ("x:3.9", false, null)], Own(catalog).Select(status => (status.Kind, status.IsDefault, status.Missing)));
        Assert.Equal("/y", catalog.Find("x:3.9", out _)!.Interpreter.Executable);
        Assert.Null(catalog.Find("x:2.7", out var missing));
        Assert.Contains("x:3.11", missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_asked_under_the_plain_name_alone()
    {
        Interpreter("a/x", """{"version":"3.11","executable":"/x","roots":["/x"]}""");
        Interpreter("a/x3", """{"version":"3.9","executable":"/y","roots":["/y"]}""");
        Assert.Equal("x:3.11", Assert.Single(Own(await LoadAsync("""["x","x3"]"""))).Kind);
    }

    [Fact]
    public async Task A_missing_interpreter_says_what_to_do()
    {
        var catalog = await LoadAsync("""["nowhere"]""");
        Assert.Equal(("x", "get it"), (Assert.Single(Own(catalog)).Kind, catalog.Statuses[0].Missing));
        Assert.Null(catalog.Find("x:1", out var missing));
        Assert.Equal("get it", missing);
    }

    // Every machine also says what it makes of users' images.
    private static IEnumerable<KindStatus> Own(RuntimeCatalog catalog) => catalog.Statuses.Where(status => status.Family == "x");

    private void Interpreter(string name, string answer)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/sh\necho '{answer}'\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<RuntimeCatalog> LoadAsync(string interpreters)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "runtimes", "x")).FullName;
        File.WriteAllText(Path.Combine(folder, "runtime.json"), $$"""{"family":"x","interpreters":{{interpreters}},"probe":[],"minimum":"3","arguments":[],"outOfMemoryText":null,"remedy":"get it"}""");
        return RuntimeCatalog.LoadAsync(Path.GetDirectoryName(folder)!, string.Join(':', Directory.GetDirectories(_folder)), RootedRuntimes.None, TestContext.Current.CancellationToken);
    }
}
