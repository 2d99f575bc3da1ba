using System.IO.Compression;
using Faas.Mesos.Executor.Code;

namespace Faas.Mesos.Executor.Tests.Code;

public sealed class CodeArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_folders_and_their_right_to_run_are_unpacked()
    {
        var problem = await UnpackAsync(zip =>
        {
            Add(zip, "a/b.txt", "text");
            Add(zip, "run.sh", "#!/bin/sh").ExternalAttributes = 0x81ED << 16;
            zip.CreateEntry("empty/");
        });
        Assert.Null(problem);
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(_folder, "a/b.txt"), TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists(Path.Combine(_folder, "empty")));
        Assert.True(File.GetUnixFileMode(Path.Combine(_folder, "run.sh")).HasFlag(UnixFileMode.OtherExecute));
        Assert.False(File.GetUnixFileMode(Path.Combine(_folder, "a/b.txt")).HasFlag(UnixFileMode.OtherExecute));
    }

    [Theory, InlineData("../evil"), InlineData("a/../../evil"), InlineData("/etc/evil")]
    public async Task An_entry_outside_of_the_folder_is_refused(string name) =>
        Assert.Contains(name, await UnpackAsync(zip => Add(zip, name, "x")), StringComparison.Ordinal);

    [Fact]
    public async Task A_link_is_refused() =>
        Assert.Contains("'link' is a link", await UnpackAsync(zip => Add(zip, "link", "/etc/passwd").ExternalAttributes = 0xA1FF << 16), StringComparison.Ordinal);

    [Fact]
    public async Task Too_many_entries_are_refused() =>
        Assert.Contains("entries", await UnpackAsync(zip => { for (var i = 0; i <= CodeArchive.MostEntries; i++) zip.CreateEntry($"{i}"); }), StringComparison.Ordinal);

    [Fact]
    public async Task A_bomb_does_not_go_off()
    {
        var problem = await UnpackAsync(zip =>
        {
            using var entry = zip.CreateEntry("bomb", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i <= CodeArchive.MostBytes >> 20; i++) entry.Write(zeros);
        });
        Assert.Contains("more than 512 MiB", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_archive_is_said_so() =>
        Assert.Contains("no zip archive", await CodeArchive.UnpackAsync(new MemoryStream([1, 2, 3]), _folder, TestContext.Current.CancellationToken), StringComparison.Ordinal);

    private async Task<string?> UnpackAsync(Action<ZipArchive> fill)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true)) fill(zip);
        stream.Position = 0;
        return await CodeArchive.UnpackAsync(stream, _folder, TestContext.Current.CancellationToken);
    }

    private static ZipArchiveEntry Add(ZipArchive zip, string name, string text)
    {
        var entry = zip.CreateEntry(name);
        using var writer = new StreamWriter(entry.Open());
        writer.Write(text);
        return entry;
    }
}
