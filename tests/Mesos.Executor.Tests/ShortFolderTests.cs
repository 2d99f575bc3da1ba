namespace Faas.Mesos.Executor.Tests;

public sealed class ShortFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-short-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_short_name_is_kept()
    {
        using var folder = new ShortFolder();
        Assert.Equal("/tmp/x", folder.Of("/tmp/x"));
    }

    [Fact]
    public void A_sandbox_gets_a_name_that_leaves_room_for_a_socket()
    {
        var sandbox = Path.Combine(_folder, new('s', 100), new('t', 100));
        string name;
        using (var folder = new ShortFolder())
        {
            name = folder.Of(sandbox);
            Assert.InRange(name.Length, 1, 60);
            File.WriteAllText(Path.Combine(name, "file"), "text");
            Assert.Equal("text", File.ReadAllText(Path.Combine(sandbox, "file")));
        }
        Assert.False(Path.Exists(Path.GetDirectoryName(name)));
        Assert.True(Directory.Exists(sandbox));
    }
}
