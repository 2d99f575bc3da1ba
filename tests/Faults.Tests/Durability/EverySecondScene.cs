using System.Diagnostics;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Durability;

/// <summary>The scene on a redis-server that writes its log to disk once a second, and whose disk can be made busy.</summary>
public sealed class EverySecondScene : Scene
{
    /// <summary>Takes the place of what redis-server flushes its log with: while a file is there, no flush ends.</summary>
    private const string BusyDisk = """
        #include <stdlib.h>
        #include <unistd.h>
        #include <sys/syscall.h>
        int fdatasync(int fd) {
          while (access(getenv("FAAS_BUSY_DISK"), F_OK) == 0) usleep(10000);
          return syscall(SYS_fdatasync, fd);
        }

        """;

    private string Busy => Path.Combine(Folder, "busy");

    /// <summary>From the answer on a flush is under way and does not end: what comes next is not written, for two seconds at most.</summary>
    public async Task KeepDiskBusyAsync()
    {
        await File.WriteAllTextAsync(Busy, "");
        await Eventually.IsTrueAsync("redis-server waits for its disk", async () => (await RedisProcess.TellAsync(Redis.Port, "info", "persistence")).Contains("aof_pending_bio_fsync:1", StringComparison.Ordinal));
    }

    public void FreeDisk() => File.Delete(Busy);

    protected override RedisProcess MakeRedis(string folder)
    {
        var (source, library) = (Path.Combine(Folder, "busy-disk.c"), Path.Combine(Folder, "busy-disk.so"));
        File.WriteAllText(source, BusyDisk);
        using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return new(folder, "--appendfsync", "everysec") { Environment = { ["LD_PRELOAD"] = library, ["FAAS_BUSY_DISK"] = Busy } };
    }
}
