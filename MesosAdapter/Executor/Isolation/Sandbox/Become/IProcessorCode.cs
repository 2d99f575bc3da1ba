namespace Faas.Mesos.Executor.Isolation.Sandbox.Become;

/// <summary>The few instructions of a processor that <see cref="BecomeProgram"/> is made of.</summary>
internal interface IProcessorCode
{
    /// <summary>What an ELF file calls the processor.</summary>
    ushort Machine { get; }

    /// <summary>One system call. A number of arguments beyond those named are whatever they were.</summary>
    byte[] Call(KernelCall call, params ReadOnlySpan<uint> arguments);

    /// <summary>Goes on unless the call before failed; then so many bytes further than what follows this.</summary>
    byte[] SkipIfFailed(int bytes);

    /// <summary>Becomes the program named by its first argument, with the rest of them and its environment; goes on only if that fails.</summary>
    byte[] Execute();
}

/// <summary>The system calls it makes.</summary>
internal enum KernelCall
{
    Write,
    Exit,
    SetGroups,
    SetGroupIds,
    SetUserIds,
    SetCapabilities,
    ControlProcess,
}
