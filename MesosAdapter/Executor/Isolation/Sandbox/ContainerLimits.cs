using System.Globalization;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Which part of the kernel a setting belongs to.</summary>
internal enum Controller
{
    Memory,
    Pids,
    Cpu,
}

/// <summary>One file of a cgroup and what is written into it.</summary>
/// <param name="Optional">Whether a kernel without the file will do, or one that refuses because a parent is held to less.</param>
internal readonly record struct CgroupSetting(Controller Controller, string File, string Value, bool Optional = false);

/// <summary>What a container may use, in the words of both versions of cgroups.</summary>
/// <param name="Cpus">Cores it may use at most; 0 for as many as there are.</param>
internal sealed record ContainerLimits(int MemoryMiB, int Processes, double Cpus)
{
    private const int PeriodMicros = 100_000;
    private const int UsualMemoryMiB = 256;
    private const int UsualShares = 1_024, UsualWeight = 100;

    private long Bytes => (long)MemoryMiB << 20;

    private long QuotaMicros => (long)(Cpus * PeriodMicros);

    public IEnumerable<CgroupSetting> Legacy() =>
    [
        new(Controller.Memory, "memory.limit_in_bytes", Text(Bytes)),
        new(Controller.Memory, "memory.memsw.limit_in_bytes", Text(Bytes), Optional: true),
        new(Controller.Pids, "pids.max", Text(Processes)),
        new(Controller.Cpu, "cpu.shares", Text(Part(UsualShares, 2, 262_144))),
        .. Cpus == 0 ? Array.Empty<CgroupSetting>() :
        [
            new(Controller.Cpu, "cpu.cfs_period_us", Text(PeriodMicros)),
            new(Controller.Cpu, "cpu.cfs_quota_us", Text(QuotaMicros), Optional: true),
            new(Controller.Cpu, "cpu.cfs_burst_us", Text(QuotaMicros), Optional: true),
        ],
    ];

    public IEnumerable<CgroupSetting> Unified() =>
    [
        new(Controller.Memory, "memory.max", Text(Bytes)),
        new(Controller.Memory, "memory.swap.max", "0", Optional: true),
        new(Controller.Pids, "pids.max", Text(Processes)),
        new(Controller.Cpu, "cpu.weight", Text(Part(UsualWeight, 1, 10_000))),
        .. Cpus == 0 ? Array.Empty<CgroupSetting>() :
        [
            new(Controller.Cpu, "cpu.max", $"{Text(QuotaMicros)} {Text(PeriodMicros)}"),
            new(Controller.Cpu, "cpu.max.burst", Text(QuotaMicros), Optional: true),
        ],
    ];

    // When cores are short, each gets as many as it asked for memory.
    private long Part(long usual, long least, long most) => Math.Clamp(usual * MemoryMiB / UsualMemoryMiB, least, most);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
