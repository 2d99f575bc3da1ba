using System.Formats.Tar;
using Faas.Mesos.Executor.Roots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Executor.Tests.Roots;

/// <summary>Images as they are unpacked.</summary>
public sealed class RootShelfTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-roots-").FullName;
    private readonly OciBuilder _layout;

    public RootShelfTests()
    {
        _layout = new(Path.Combine(_folder, "layout"));
        Directory.CreateDirectory(Ours);
        File.WriteAllText(Path.Combine(Ours, "hosts"), "ours");
    }

    private string Ours => Path.Combine(_folder, "ours");

    private string Shelf => Path.Combine(_folder, "shelf");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Layers_lie_over_each_other()
    {
        var root = await PrepareAsync(_layout
            .Layer(Of(TarEntryType.Directory, "a/"), Text("a/old", "1"), Text("a/changed", "1"), Text("b/gone", "1"), Text("c/x", "1"), Of(TarEntryType.SymbolicLink, "lib", "usr/lib"), Text("usr/lib/one", "1"))
            .Layer(Text("./a/changed", "2"), Text("b/.wh.gone", ""), Text("c/.wh..wh..opq", ""), Text("c/y", "2"), Text("lib/two", "2"), Of(TarEntryType.HardLink, "three", "lib/two"))
            .Image(variables: ["PATH=/opt/bin", "COLOUR=green", "=x"]));
        Assert.Equal(["a/changed=2", "a/old=1", "c/y=2", "three=2", "usr/lib/one=1", "usr/lib/two=2"], Files(root.Folder));
        Assert.Equal("usr/lib", new FileInfo(Path.Combine(root.Folder, "lib")).LinkTarget);
        Assert.Equal([("PATH", "/opt/bin"), ("COLOUR", "green")], root.Settings);
    }

    [Fact]
    public async Task A_layer_may_be_packed_with_zstd()
    {
        var large = new string('x', 3 << 20);
        await _layout.ZstdLayerAsync([Text("a/one", "1"), Text("a/large", large)]);
        var root = await PrepareAsync(_layout.Layer(Text("a/.wh.one", "")).Image());
        Assert.Equal([$"a/large={large}"], Files(root.Folder));
    }

    [Fact]
    public async Task A_layer_keeps_what_it_marks_as_removed_and_holds_itself()
    {
        var root = await PrepareAsync(_layout.Layer(Text("a/old", "1")).Layer(Text("a/sub/new", "2"), Text("a/.wh..wh..opq", ""), Text("a/.wh.sub", "")).Image());
        Assert.Equal(["a/sub/new=2"], Files(root.Folder));
    }

    [Fact]
    public async Task A_file_takes_the_place_of_a_folder_and_a_folder_that_of_a_link()
    {
        var root = await PrepareAsync(_layout.Layer(Text("a/b/c", "1"), Of(TarEntryType.SymbolicLink, "d", "/etc")).Layer(Text("a", "2"), Of(TarEntryType.Directory, "d"), Text("d/e", "2")).Image());
        Assert.Equal(["a=2", "d/e=2"], Files(root.Folder));
    }

    [Fact]
    public async Task Its_etc_is_its_own_with_the_files_that_all_containers_have()
    {
        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, "of the machine", TestContext.Current.CancellationToken);
        var root = await PrepareAsync(_layout.Layer(Text("etc/hosts", "theirs"), Text("etc/ssl/x", "1"), Of(TarEntryType.SymbolicLink, "etc/leak", secret)).Image());
        Assert.Equal(["hosts=ours", "ssl/x=1"], Files(root.Etc));
        Assert.Equal(secret, new FileInfo(Path.Combine(root.Etc, "leak")).LinkTarget);
    }

    [Fact]
    public async Task An_image_is_unpacked_once_and_removed_when_nobody_wants_it()
    {
        var root = await PrepareAsync(_layout.Layer(Text("a", "1")).Image());
        await File.WriteAllTextAsync(Path.Combine(root.Folder, "trace"), "", TestContext.Current.CancellationToken);
        var again = new RootShelf(Shelf, Ours, NullLogger.Instance);
        Assert.Contains("trace=", Files((await again.PrepareAsync(_layout.Folder, TestContext.Current.CancellationToken)).Folder));
        again.RemoveUnused();
        Assert.True(Directory.Exists(root.Folder));
        new RootShelf(Shelf, Ours, NullLogger.Instance).RemoveUnused();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Shelf));
    }

    [Fact]
    public async Task Of_several_images_the_named_one_of_this_machine_is_taken()
    {
        _layout.Layer(Text("a", "1")).Image("one").Layer(Text("a", "2")).Image("two").Layer(Text("a", "arm")).Image("two", architecture: "s390x");
        Assert.Equal(["a=2"], Files((await PrepareAsync(_layout, ":two")).Folder));
        Assert.Equal("there are several images in it (one, two): name one, as in /folder:name", await RefusalAsync(_layout));
        Assert.StartsWith("there is no image 'three' for linux/", await RefusalAsync(_layout, ":three"), StringComparison.Ordinal);
    }

    private static TarEntry Text(string name, string text) => OciBuilder.Text(name, text);

    private static TarEntry Of(TarEntryType type, string name, string link = "") => OciBuilder.Of(type, name, link);

    private Task<KindRoot> PrepareAsync(OciBuilder layout, string name = "") =>
        new RootShelf(Shelf, Ours, NullLogger.Instance).PrepareAsync(layout.Folder + name, TestContext.Current.CancellationToken);

    private async Task<string> RefusalAsync(OciBuilder layout, string name = "") => (await Assert.ThrowsAsync<RootException>(() => PrepareAsync(layout, name))).Message;

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Select(file => $"{Path.GetRelativePath(folder, file)}={File.ReadAllText(file)}").Order(StringComparer.Ordinal);
}
