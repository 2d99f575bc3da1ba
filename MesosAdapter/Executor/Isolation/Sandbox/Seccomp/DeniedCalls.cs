namespace Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

/// <summary>What no function needs and attacks on the kernel begin with. All of it answers "not permitted".</summary>
internal static class DeniedCalls
{
    /// <summary>File systems, roots and namespaces.</summary>
    private static readonly SystemCall[] Mounts =
    [
        new("mount", 165, 40), new("umount2", 166, 39), new("pivot_root", 155, 41), new("chroot", 161, 51), new("unshare", 272, 97), new("setns", 308, 268),
        new("open_tree", 428), new("move_mount", 429), new("fsopen", 430), new("fsconfig", 431), new("fsmount", 432), new("fspick", 433), new("mount_setattr", 442),
        new("open_tree_attr", 467), new("name_to_handle_at", 303, 264), new("open_by_handle_at", 304, 265), new("quotactl", 179, 60), new("quotactl_fd", 443),
        new("fanotify_init", 300, 262), new("swapon", 167, 224), new("swapoff", 168, 225), new("uselib", 134, null),
    ];

    /// <summary>Other processes.</summary>
    private static readonly SystemCall[] Processes =
    [
        new("ptrace", 101, 117), new("process_vm_readv", 310, 270), new("process_vm_writev", 311, 271), new("kcmp", 312, 272), new("pidfd_getfd", 438),
        new("migrate_pages", 256, 238), new("move_pages", 279, 239), new("process_madvise", 440),
    ];

    /// <summary>Doors to much of the kernel's code.</summary>
    private static readonly SystemCall[] Kernel =
    [
        new("bpf", 321, 280), new("perf_event_open", 298, 241), new("userfaultfd", 323, 282), new("io_uring_setup", 425), new("io_uring_enter", 426), new("io_uring_register", 427),
        new("add_key", 248, 217), new("request_key", 249, 218), new("keyctl", 250, 219), new("kexec_load", 246, 104), new("kexec_file_load", 320, 294),
        new("init_module", 175, 105), new("finit_module", 313, 273), new("delete_module", 176, 106), new("lookup_dcookie", 212, 18), new("syslog", 103, 116),
        new("_sysctl", 156, null), new("nfsservctl", 180, 42), new("modify_ldt", 154, null), new("iopl", 172, null), new("ioperm", 173, null), new("vhangup", 153, 58),
    ];

    /// <summary>The machine as a whole.</summary>
    private static readonly SystemCall[] Machine =
    [
        new("reboot", 169, 142), new("settimeofday", 164, 170), new("clock_settime", 227, 112), new("clock_adjtime", 305, 266), new("adjtimex", 159, 171),
        new("sethostname", 170, 161), new("setdomainname", 171, 162), new("acct", 163, 89),
    ];

    public static IEnumerable<SystemCall> All => [.. Mounts, .. Processes, .. Kernel, .. Machine];
}
