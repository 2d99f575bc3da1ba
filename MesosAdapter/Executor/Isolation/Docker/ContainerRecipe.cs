using System.Globalization;
using Docker.DotNet.Models;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>What the engine is asked for: the same limits and as few rights as in a sandbox.</summary>
internal static class ContainerRecipe
{
    public const string ExecutorLabelName = "faas.executor";
    public const string ContainerLabelName = "faas.container";
    public const string ProxyInside = "/run/faas/proxy";
    public const string SocketInside = "/run/faas/" + ContainerPlan.SocketName;
    public const string CodeInside = "/run/faas/" + ContainerPlan.CodeName;

    /// <summary>Where users' own images listen.</summary>
    public const int ForeignPort = 8080;

    private const long LargestTemporary = 512L << 20;
    private const int MostFiles = 1_024;

    /// <param name="user">Id of the user and group that our proxies run as: nobody else's.</param>
    /// <param name="withInit">Whether the engine has a first process to offer, which reaps orphans and can be killed by signals from inside.</param>
    public static CreateContainerParameters Build(ContainerPlan plan, ExecutorOptions options, string name, string label, int user, string? cgroupParent, bool withInit)
    {
        var foreign = plan.Runtime.IsForeign;
        return new()
        {
            Name = name,
            Image = plan.Image,
            Labels = new Dictionary<string, string> { [ExecutorLabelName] = label, [ContainerLabelName] = plan.Id },
            Hostname = "function",
            User = foreign ? null : $"{Number(user)}:{Number(user)}",
            WorkingDir = foreign ? null : CodeInside,
            Entrypoint = foreign ? null : [.. plan.Runtime.Command(ProxyInside, SocketInside, plan.MemoryMiB)],
            Env = [.. Environment(plan, foreign)],
            HostConfig = Host(plan, options, cgroupParent, withInit),
        };
    }

    private static HostConfig Host(ContainerPlan plan, ExecutorOptions options, string? cgroupParent, bool withInit)
    {
        var memory = (long)plan.MemoryMiB << 20;
        var foreign = plan.Runtime.IsForeign;
        return new()
        {
            NetworkMode = "none",
            CgroupParent = cgroupParent,
            Init = withInit ? true : null,
            // What it writes is read as it comes and belongs to runs; a second copy at the engine would fill its disk.
            LogConfig = new LogConfig { Type = "none" },
            Memory = memory,
            MemorySwap = memory,
            PidsLimit = options.PidsLimit,
            CPUShares = Math.Max(2, plan.MemoryMiB),
            CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges:true"],
            ReadonlyRootfs = !foreign || !options.Docker.WritableImages,
            StorageOpt = options.Docker.DiskMiB > 0 ? new Dictionary<string, string> { ["size"] = $"{Number(options.Docker.DiskMiB)}M" } : null,
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = $"rw,exec,nosuid,nodev,mode=1777,size={Number(Math.Min(memory, LargestTemporary))}" },
            ShmSize = Math.Min(memory, LargestTemporary),
            IpcMode = "private",
            Ulimits = [new Ulimit { Name = "nofile", Soft = MostFiles, Hard = MostFiles }, new Ulimit { Name = "core", Soft = 0, Hard = 0 }],
            Binds = foreign ? [] : [$"{Path.GetDirectoryName(plan.Socket)}:{Path.GetDirectoryName(SocketInside)}", $"{plan.Code}:{CodeInside}:ro", $"{plan.Runtime.ProxyFolder}:{ProxyInside}:ro"],
        };
    }

    private static IEnumerable<string> Environment(ContainerPlan plan, bool foreign)
    {
        yield return $"__OW_ALLOW_CONCURRENT={(plan.Concurrent ? "true" : "false")}";
        if (foreign) yield break;
        yield return "HOME=/tmp";
        yield return "LANG=C.UTF-8";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
