using System.Security.Cryptography;
using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private CodeStore Code => Get<CodeStore>();

    [Theory]
    [InlineData(0), InlineData(1), InlineData(1 << 20), InlineData((1 << 20) + 1), InlineData(5 << 20)]
    public async Task Code_reads_back_byte_for_byte(int size)
    {
        var code = RandomNumberGenerator.GetBytes(size);

        var reference = await Code.SaveAsync("r1", code, true, Ct);

        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(code)), size, true), (reference.Sha256, reference.Size, reference.Binary));
        Assert.Equal(code, await Code.FindAsync(reference.Sha256, Ct));
    }

    [Fact]
    public async Task Unknown_code_is_not_found() => Assert.Null(await Code.FindAsync(new('0', 64), Ct));

    [Fact]
    public async Task Code_goes_with_its_last_user()
    {
        var code = RandomNumberGenerator.GetBytes(3 << 20);
        var reference = await Code.SaveAsync("r1", code, true, Ct);
        await Code.SaveAsync("r2", code, true, Ct);

        await Code.ReleaseAsync("r1", Definition("f").Id, reference, Ct);
        Assert.Equal(code, await Code.FindAsync(reference.Sha256, Ct));

        await Code.ReleaseAsync("r2", Definition("g").Id, reference, Ct);
        Assert.Null(await Code.FindAsync(reference.Sha256, Ct));
        Assert.All(Enumerable.Range(0, 3), index => Assert.False(Raw.KeyExists(Keys.CodeChunk(reference.Sha256, index))));
    }

    [Fact]
    public async Task Code_that_went_can_come_again()
    {
        var code = RandomNumberGenerator.GetBytes(100);
        var reference = await Code.SaveAsync("r1", code, true, Ct);
        await Code.ReleaseAsync("r1", Definition("f").Id, reference, Ct);

        await Code.SaveAsync("r1", code, true, Ct);

        Assert.Equal(code, await Code.FindAsync(reference.Sha256, Ct));
    }

    [Fact]
    public async Task A_replaced_revision_takes_nothing_from_one_that_comes_with_the_same_code()
    {
        var code = RandomNumberGenerator.GetBytes(100);
        var reference = await Code.SaveAsync("r1", code, true, Ct);

        await Code.SaveAsync("r2", code, true, Ct);
        await Code.ReleaseAsync("r1", Definition("f").Id, reference, Ct);

        Assert.Equal(code, await Code.FindAsync(reference.Sha256, Ct));
    }

    [Fact]
    public async Task Code_that_an_earlier_version_stored_for_a_function_goes_with_its_revision()
    {
        var reference = await Code.SaveAsync("guest/f", RandomNumberGenerator.GetBytes(100), true, Ct);

        await Code.ReleaseAsync("r1", Definition("f").Id, reference, Ct);

        Assert.Null(await Code.FindAsync(reference.Sha256, Ct));
    }

    [Fact]
    public async Task Code_half_written_when_its_writer_died_is_written_again()
    {
        var code = RandomNumberGenerator.GetBytes(2 << 20);
        var sha = Convert.ToHexStringLower(SHA256.HashData(code));
        await Raw.SetAddAsync(Keys.CodeUsers(sha), "guest/f");
        await Raw.StringSetAsync(Keys.CodeChunk(sha, 0), "half");

        Assert.Null(await Code.FindAsync(sha, Ct));
        await Code.SaveAsync("r1", code, true, Ct);

        Assert.Equal(code, await Code.FindAsync(sha, Ct));
    }
}
