using System.Globalization;
using System.Runtime.InteropServices;
using Docker.DotNet.Models;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Where a container is to live.</summary>
/// <param name="User">Id of the user and group that our proxies run as: nobody else's.</param>
/// <param name="HasInit">Whether the engine has a first process to offer, which reaps orphans and can be killed by signals from inside.</param>
internal sealed record ContainerPlace(string Name, string Label, int User, string? CgroupParent, bool HasInit, string[] NameServers);

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

    // That the processor is known is asked for at the start.
    private static readonly Lazy<string> Filter = new(() => SeccompProfile.Build(RuntimeInformation.ProcessArchitecture)!);

    public static CreateContainerParameters Build(ContainerPlan plan, ExecutorOptions options, ContainerPlace place)
    {
        var foreign = plan.Runtime.IsForeign;
        return new()
        {
            Name = place.Name,
            Image = plan.Image,
            Labels = new Dictionary<string, string> { [ExecutorLabelName] = place.Label, [ContainerLabelName] = plan.Id },
            Hostname = "function",
            User = foreign ? null : $"{Number(place.User)}:{Number(place.User)}",
            WorkingDir = foreign ? null : CodeInside,
            Entrypoint = foreign ? null : [.. plan.Runtime.Command(ProxyInside, SocketInside, plan.MemoryMiB)],
            Env = [.. Variables(plan, foreign)],
            HostConfig = Host(plan, options, place),
        };
    }

    private static HostConfig Host(ContainerPlan plan, ExecutorOptions options, ContainerPlace place)
    {
        var memory = (long)plan.MemoryMiB << 20;
        // So that a full one says "no space" rather than "out of memory".
        var temporary = Math.Min(memory / 2, LargestTemporary);
        var foreign = plan.Runtime.IsForeign;
        return new()
        {
            // What it may reach is given to it afterwards, by the executor.
            NetworkMode = "none",
            DNS = plan.Network == FunctionNetwork.Outbound ? place.NameServers : [],
            CgroupParent = place.CgroupParent,
            Init = place.HasInit ? true : null,
            // What it writes is read as it comes and belongs to runs; a second copy at the engine would fill its disk.
            LogConfig = new LogConfig { Type = "none" },
            Memory = memory,
            MemorySwap = memory,
            PidsLimit = options.PidsLimit,
            CPUShares = Math.Max(2, plan.MemoryMiB),
            NanoCPUs = (long)(Math.Min(options.CpuLimit, Environment.ProcessorCount) * 1e9),
            CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges:true", .. options.Docker.EngineFilter ? Array.Empty<string>() : [$"seccomp={Filter.Value}"]],
            ReadonlyRootfs = !foreign || !options.Docker.WritableImages,
            StorageOpt = options.Docker.DiskMiB > 0 ? new Dictionary<string, string> { ["size"] = $"{Number(options.Docker.DiskMiB)}M" } : null,
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = $"rw,exec,nosuid,nodev,mode=1777,size={Number(temporary)}" },
            ShmSize = temporary,
            IpcMode = "private",
            Ulimits = [new Ulimit { Name = "nofile", Soft = options.DescriptorLimit, Hard = options.DescriptorLimit }, new Ulimit { Name = "core", Soft = 0, Hard = 0 }],
            Binds = foreign ? [] : [$"{Path.GetDirectoryName(plan.Socket)}:{Path.GetDirectoryName(SocketInside)}", $"{plan.Code}:{CodeInside}:ro", $"{plan.Runtime.ProxyFolder}:{ProxyInside}:ro"],
        };
    }

    private static IEnumerable<string> Variables(ContainerPlan plan, bool foreign)
    {
        yield return $"__OW_ALLOW_CONCURRENT={(plan.Concurrent ? "true" : "false")}";
        if (foreign) yield break;
        yield return "HOME=/tmp";
        yield return "LANG=C.UTF-8";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
