using System.Buffers.Binary;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

/// <summary>The few instructions of classic BPF that a filter of system calls takes, and what they load from (<c>struct seccomp_data</c>).</summary>
internal sealed class BpfAssembler
{
    private const ushort LoadWord = 0x20, JumpEqual = 0x15, JumpAtLeast = 0x35, JumpAnyBit = 0x45, ReturnValue = 0x06;
    private const uint NumberOffset = 0, ArchitectureOffset = 4, ArgumentsOffset = 16;
    private readonly List<(ushort Code, byte True, byte False, uint Value)> _program = [];

    public const uint Allow = 0x7fff0000, KillProcess = 0x80000000;

    /// <summary>What makes the call fail with this error.</summary>
    public static uint Fail(int error) => 0x00050000u | (uint)error;

    public BpfAssembler LoadNumber() => Add(LoadWord, 0, 0, NumberOffset);

    public BpfAssembler LoadArchitecture() => Add(LoadWord, 0, 0, ArchitectureOffset);

    /// <summary>Loads the lower half of an argument: flags and the like fit into it, and the kernel looks at no more of them.</summary>
    public BpfAssembler LoadArgument(int index) => Add(LoadWord, 0, 0, ArgumentsOffset + (uint)index * 8);

    /// <summary>Goes on when what is loaded is the value, else skips so many instructions.</summary>
    public BpfAssembler SkipUnless(uint value, int skipped) => Add(JumpEqual, 0, (byte)skipped, value);

    /// <summary>Skips so many instructions when what is loaded is the value.</summary>
    public BpfAssembler SkipIf(uint value, int skipped) => Add(JumpEqual, (byte)skipped, 0, value);

    public BpfAssembler SkipUnlessAtLeast(uint value, int skipped) => Add(JumpAtLeast, 0, (byte)skipped, value);

    public BpfAssembler SkipUnlessAnyBit(uint bits, int skipped) => Add(JumpAnyBit, 0, (byte)skipped, bits);

    public BpfAssembler Return(uint what) => Add(ReturnValue, 0, 0, what);

    /// <summary>As the kernel reads it: an array of <c>struct sock_filter</c>.</summary>
    public byte[] Assemble()
    {
        const int size = 8;
        var bytes = new byte[_program.Count * size];
        for (var i = 0; i < _program.Count; i++)
        {
            var at = bytes.AsSpan(i * size, size);
            BinaryPrimitives.WriteUInt16LittleEndian(at, _program[i].Code);
            (at[2], at[3]) = (_program[i].True, _program[i].False);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], _program[i].Value);
        }
        return bytes;
    }

    private BpfAssembler Add(ushort code, byte whenTrue, byte whenFalse, uint value)
    {
        _program.Add((code, whenTrue, whenFalse, value));
        return this;
    }
}
