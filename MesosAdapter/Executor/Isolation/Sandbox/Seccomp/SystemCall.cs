namespace Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

/// <summary>A system call and its numbers.</summary>
/// <param name="X64">Its number on x86-64; <see langword="null"/> where it does not exist.</param>
/// <param name="Arm64">The same on arm64.</param>
internal readonly record struct SystemCall(string Name, int? X64, int? Arm64)
{
    /// <summary>A call that was born after both tables became one.</summary>
    public SystemCall(string name, int number) : this(name, number, number) { }
}
