using System.Formats.Tar;
using Faas.Mesos.Executor.Roots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Executor.Tests.Roots;

/// <summary>Images that mean harm: each is refused or stays inside, and nothing outside is touched.</summary>
public sealed class HostileImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-hostile-").FullName;
    private readonly OciBuilder _layout;

    public HostileImageTests()
    {
        _layout = new(Path.Combine(_folder, "layout"));
        Directory.CreateDirectory(Path.Combine(_folder, "ours"));
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Victim, "untouched");
    }

    private string Outside => Path.Combine(_folder, "outside");

    private string Victim => Path.Combine(Outside, "victim");

    public void Dispose()
    {
        Assert.Equal(["victim"], Directory.EnumerateFileSystemEntries(Outside).Select(Path.GetFileName));
        Assert.Equal("untouched", File.ReadAllText(Victim));
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("../outside/victim")]
    [InlineData("a/../../../outside/victim")]
    [InlineData("a/../b")]
    public async Task A_name_that_climbs(string name) =>
        Assert.Equal($"'{name}' would lead out of the root", await RefusalAsync(_layout.Layer(OciBuilder.Text(name, "evil"))));

    [Fact]
    public async Task An_absolute_name_stays_inside()
    {
        var root = await PrepareAsync(_layout.Layer(OciBuilder.Text(Victim, "evil")));
        Assert.Equal("evil", await File.ReadAllTextAsync(root.Folder + Victim, TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Writing_through_a_link_stays_inside(bool absolute)
    {
        var target = absolute ? Outside : "../../../../../../../../../.." + Outside;
        var root = await PrepareAsync(_layout.Layer(OciBuilder.Of(TarEntryType.SymbolicLink, "door", target)).Layer(OciBuilder.Text("door/victim", "evil"), OciBuilder.Text("door/.wh.victim", ""), OciBuilder.Text("door/.wh..wh..opq", "")));
        Assert.Equal("evil", await File.ReadAllTextAsync(root.Folder + Victim, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Writing_to_a_link_replaces_it()
    {
        var root = await PrepareAsync(_layout.Layer(OciBuilder.Of(TarEntryType.SymbolicLink, "door", Victim)).Layer(OciBuilder.Text("door", "evil")));
        Assert.Null(new FileInfo(Path.Combine(root.Folder, "door")).LinkTarget);
    }

    [Theory, InlineData("/etc/hostname"), InlineData("door/victim")]
    public async Task A_hard_link_to_what_is_outside(string target) =>
        Assert.EndsWith("which is no file of the root", await RefusalAsync(_layout.Layer(OciBuilder.Of(TarEntryType.SymbolicLink, "door", Outside), OciBuilder.Of(TarEntryType.HardLink, "own", target))), StringComparison.Ordinal);

    [Fact]
    public async Task A_hard_link_that_climbs() =>
        Assert.EndsWith("out of the root", await RefusalAsync(_layout.Layer(OciBuilder.Of(TarEntryType.HardLink, "own", "../../outside/victim"))), StringComparison.Ordinal);

    [Theory, InlineData("a/.wh..."), InlineData("a/.wh.."), InlineData("a/.wh.")]
    public async Task A_mark_that_removes_its_own_folder(string mark) =>
        Assert.EndsWith("removes nothing that may be removed", await RefusalAsync(_layout.Layer(OciBuilder.Text(mark, ""))), StringComparison.Ordinal);

    [Fact]
    public async Task Links_in_circles() =>
        Assert.Contains("lead in circles", await RefusalAsync(_layout.Layer(OciBuilder.Of(TarEntryType.SymbolicLink, "a", "b"), OciBuilder.Of(TarEntryType.SymbolicLink, "b", "a"), OciBuilder.Text("a/x", ""))), StringComparison.Ordinal);

    [Fact]
    public async Task A_device() =>
        Assert.Equal("'disk' is a BlockDevice, which no root needs", await RefusalAsync(_layout.Layer(OciBuilder.Of(TarEntryType.BlockDevice, "disk"))));

    [Fact]
    public async Task Devices_of_its_own_dev_are_left_out()
    {
        var root = await PrepareAsync(_layout.Layer(OciBuilder.Of(TarEntryType.CharacterDevice, "dev/null")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(root.Folder, "dev")));
    }

    [Fact]
    public async Task Setuid_is_taken_away()
    {
        var file = OciBuilder.Text("su", "");
        file.Mode = (UnixFileMode)0b111_111_101_101;
        var root = await PrepareAsync(_layout.Layer(file));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(root.Folder, "su")));
    }

    [Fact]
    public async Task A_layer_that_is_another_than_its_digest_says()
    {
        _layout.Layer(OciBuilder.Text("a", "1")).Image();
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(_layout.Folder, "blobs", "sha256")).Where(file => File.ReadAllBytes(file)[0] == 0x1F)) await File.AppendAllTextAsync(blob, "x", TestContext.Current.CancellationToken);
        Assert.EndsWith("is another one", (await Assert.ThrowsAsync<RootException>(() => PrepareAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_that_is_a_path()
    {
        await File.WriteAllTextAsync(Path.Combine(_layout.Folder, "index.json"), $$"""{"manifests":[{"digest":"sha256:../../../outside/victim"}]}""", TestContext.Current.CancellationToken);
        Assert.Equal("'sha256:../../../outside/victim' is no digest by SHA-256", (await Assert.ThrowsAsync<RootException>(() => PrepareAsync())).Message);
    }

    [Theory, InlineData(OciBuilder.GZip, "a layer is no archive that can be read"), InlineData(OciBuilder.Zstd, "a layer is no archive that can be read"), InlineData(OciBuilder.Tar + "+xz", "a layer is of the type 'application/vnd.oci.image.layer.v1.tar+xz'")]
    public async Task A_layer_that_cannot_be_read(string mediaType, string refusal) =>
        Assert.StartsWith(refusal, await RefusalAsync(_layout.Layer([1, 2, 3, 4, 5, 6, 7, 8], mediaType)), StringComparison.Ordinal);

    [Fact]
    public async Task A_layer_that_takes_2_GiB_of_memory_to_unpack() =>
        Assert.StartsWith("a layer is no archive that can be read", await RefusalAsync(await _layout.ZstdLayerAsync([OciBuilder.Text("a", "1")], "--ultra", "--long=31")), StringComparison.Ordinal);

    private Task<KindRoot> PrepareAsync(OciBuilder layout)
    {
        layout.Image();
        return PrepareAsync();
    }

    private Task<KindRoot> PrepareAsync() =>
        new RootShelf(Path.Combine(_folder, "shelf"), Path.Combine(_folder, "ours"), NullLogger.Instance).PrepareAsync(_layout.Folder, TestContext.Current.CancellationToken);

    private async Task<string> RefusalAsync(OciBuilder layout)
    {
        var refusal = (await Assert.ThrowsAsync<RootException>(() => PrepareAsync(layout))).Message;
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "shelf")));
        return refusal;
    }
}
