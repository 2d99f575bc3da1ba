"""What this machine shows of an executor's containers, and what it can do at best."""
import os
import subprocess
import time

BARE = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--", "/bin/true"]


def bare_sandboxes(count, in_flight):
    """Bare bubblewraps with the same namespaces, a second."""
    started = time.monotonic()
    subprocess.run(["xargs", "-P", str(in_flight), "-I{}", *BARE], input="\n".join(map(str, range(count))), text=True, check=True)
    return count / (time.monotonic() - started)


def time_of(command):
    started = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def cpu_seconds(process):
    """Of the processors, by all of its threads so far."""
    fields = read("/proc/%d/stat" % process).rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processes_of(executor):
    """Those in the cgroups of its containers; by container."""
    found = {}
    for process in filter(str.isdigit, os.listdir("/proc")):
        for line in read("/proc/%s/cgroup" % process).splitlines():
            name = line.rsplit("/", 1)[-1]
            if name.startswith("faas-%s-" % executor.label):
                found.setdefault(name, set()).add(int(process))
    return found


def leftovers(executor):
    """What must not grow."""
    own = "/proc/%d/" % executor.process.pid
    return {
        "processes": sum(map(len, processes_of(executor).values())) + len(read(own + "task/%d/children" % executor.process.pid).split()),
        "descriptors": len(os.listdir(own + "fd")),
        "cgroups": len(cgroups_of(executor)),
        "mounts": read(own + "mounts").count("\n"),
        "folders": len(os.listdir(os.path.join(executor.data, "containers"))) if os.path.isdir(os.path.join(executor.data, "containers")) else 0,
        "interfaces": len(read("/proc/net/dev").splitlines()),
        "named namespaces": len(os.listdir("/run/netns")) if os.path.isdir("/run/netns") else 0,
    }


def cgroups_of(executor):
    found = []
    for folder, names, _ in os.walk("/sys/fs/cgroup"):
        found += [os.path.join(folder, name) for name in names if name.startswith("faas-%s-" % executor.label)]
    return found


def kernel_bytes(executor):
    """Kernel memory of its containers' cgroups, all together; None where the kernel does not tell."""
    total, told = 0, False
    for folder in cgroups_of(executor):
        v1, v2 = read(folder + "/memory.kmem.usage_in_bytes"), read(folder + "/memory.stat")
        if v1:
            total, told = total + int(v1), True
        elif "\nkernel " in v2:
            total, told = total + int(v2.split("\nkernel ")[1].split("\n")[0]), True
    return total if told else None


def pss(process):
    for line in read("/proc/%d/smaps_rollup" % process).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def program(process):
    try:
        return os.readlink("/proc/%d/exe" % process)
    except OSError:
        return ""


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""
