using System.Buffers.Binary;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Become;

/// <summary>arm64.</summary>
internal sealed class Arm64Code : IProcessorCode
{
    private const uint SupervisorCall = 0xD4000001, NumberRegister = 8, InstructionSize = 4;

    public ushort Machine => 183;

    public byte[] Call(KernelCall call, params ReadOnlySpan<uint> arguments)
    {
        List<uint> code = [];
        for (var i = 0; i < arguments.Length; i++) code.AddRange(Load((uint)i, arguments[i]));
        return Bytes([.. code, .. Load(NumberRegister, Number(call)), SupervisorCall]);
    }

    // cbnz x0, counted from itself
    public byte[] SkipIfFailed(int bytes) => Bytes([0xB5000000 | ((uint)bytes + InstructionSize) / InstructionSize << 5]);

    public byte[] Execute() => Bytes(
    [
        0x910043E1, // add x1, sp, #16: the arguments, the first one left out
        0xF9400020, // ldr x0, [x1]
        0xF94003E2, // ldr x2, [sp]: how many there are
        0x8B020C22, // add x2, x1, x2, lsl #3: the environment
        .. Load(NumberRegister, 221), SupervisorCall, // execve
    ]);

    private static uint Number(KernelCall call) => call switch
    {
        KernelCall.Write => 64,
        KernelCall.Exit => 94,
        KernelCall.SetGroups => 159,
        KernelCall.SetGroupIds => 149,
        KernelCall.SetUserIds => 147,
        KernelCall.SetCapabilities => 91,
        _ => 167,
    };

    // movz, and movk of the upper half
    private static uint[] Load(uint register, uint value) => [0xD2800000 | (value & 0xFFFF) << 5 | register, 0xF2A00000 | value >> 16 << 5 | register];

    private static byte[] Bytes(ReadOnlySpan<uint> instructions)
    {
        var bytes = new byte[instructions.Length * InstructionSize];
        for (var i = 0; i < instructions.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * (int)InstructionSize), instructions[i]);
        return bytes;
    }
}
