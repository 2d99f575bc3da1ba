using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class ExecutorArchiveTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly ExecutorOptions _options;

    public ExecutorArchiveTests()
    {
        File.WriteAllText(_file, "one");
        _options = new() { Archive = _file };
    }

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Its_name_tells_what_is_in_it_and_how_to_unpack_it()
    {
        var one = Archive();
        File.WriteAllText(_file, "two");
        Assert.Matches("^faas-executor-[0-9a-f]{16}\\.tar\\.gz$", one.Name);
        Assert.NotEqual(one.Name, Archive().Name);
    }

    [Fact]
    public void It_is_fetched_from_the_invoker_unless_another_address_is_set()
    {
        Assert.Equal($"http://invoker:8081/executor/{Archive().Name}", Archive().Uri.ToString());
        _options.ArchiveAddress = new("https://all-invokers");
        Assert.Equal($"https://all-invokers/executor/{Archive().Name}", Archive().Uri.ToString());
    }

    [Fact]
    public void Who_serves_it_makes_no_new_executor_and_what_is_in_it_does()
    {
        var hash = Hash();
        _options.ArchiveAddress = new("http://another");
        Assert.Equal(hash, Hash());
        File.WriteAllText(_file, "two");
        Assert.NotEqual(hash, Hash());
    }

    [Fact]
    public void A_file_that_was_replaced_is_noticed()
    {
        var archive = Archive();
        Assert.False(archive.HasChanged());
        File.SetLastWriteTimeUtc(_file, DateTime.UnixEpoch);
        Assert.True(archive.HasChanged());
    }

    [Fact]
    public void Agents_unpack_it_and_run_the_program_in_it()
    {
        var room = new AgentRoom(new AgentTable().Get("agent"), "*", new Amount(0.1m, 64));
        room.Offers.Add(Held.Offer("offer", 1024));
        var command = Blueprint().Build(room, "executor", "framework", new ResourceBasket(room.Offers[0].Resources)).Info!.Command;
        Assert.Equal(("./Faas.Mesos.Executor", false), (command.Value, command.Shell));
        var uri = Assert.Single(command.Uris);
        Assert.Equal((Archive().Uri.ToString(), true, true, false), (uri.Value, uri.Extract, uri.Cache, uri.Executable));
    }

    [Theory]
    [InlineData(null, null, "", "nothing says where the executor comes from")]
    [InlineData("/nowhere", null, "", "there is no file /nowhere")]
    [InlineData("/etc/hostname", "http://elsewhere/a.tar.gz", "", "set one")]
    [InlineData(null, "http://elsewhere/a.tar.gz", "", null)]
    [InlineData(null, null, "/opt/executor", null)]
    public void Where_it_comes_from_is_said_once(string? archive, string? uri, string command, string? complaint)
    {
        var result = new ExecutorOptionsRules(Options.Create(new FrameworkOptions())).Validate(null, new() { Archive = archive, Uri = uri is null ? null : new(uri), Command = command });
        Assert.Contains(complaint ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
        Assert.Equal(complaint is null, result.Succeeded);
    }

    private ExecutorArchive Archive() => new(Options.Create(_options), () => new("http://invoker:8081"));

    private ExecutorBlueprint Blueprint() => new(Options.Create(_options), Archive());

    private string Hash() => Blueprint().HashFor("*");
}
