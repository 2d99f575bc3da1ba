using System.Buffers.Binary;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Become;

/// <summary>x86-64.</summary>
internal sealed class X64Code : IProcessorCode
{
    // mov edi, esi, edx, r10d, r8d: the registers of the arguments
    private static readonly byte[][] Loads = [[0xBF], [0xBE], [0xBA], [0x41, 0xBA], [0x41, 0xB8]];

    public ushort Machine => 62;

    public byte[] Call(KernelCall call, params ReadOnlySpan<uint> arguments)
    {
        List<byte> code = [];
        for (var i = 0; i < arguments.Length; i++) code.AddRange([.. Loads[i], .. Word(arguments[i])]);
        return [.. code, 0xB8, .. Word(Number(call)), 0x0F, 0x05]; // mov eax; syscall
    }

    // test eax, eax; jnz
    public byte[] SkipIfFailed(int bytes) => [0x85, 0xC0, 0x0F, 0x85, .. Word((uint)bytes)];

    public byte[] Execute() =>
    [
        0x48, 0x8D, 0x74, 0x24, 0x10, // lea rsi, [rsp+16]: the arguments, the first one left out
        0x48, 0x8B, 0x3E, // mov rdi, [rsi]
        0x48, 0x8B, 0x04, 0x24, // mov rax, [rsp]: how many there are
        0x48, 0x8D, 0x54, 0xC4, 0x10, // lea rdx, [rsp+rax*8+16]: the environment
        0xB8, .. Word(59), 0x0F, 0x05, // mov eax, execve; syscall
    ];

    private static uint Number(KernelCall call) => call switch
    {
        KernelCall.Write => 1,
        KernelCall.Exit => 231,
        KernelCall.SetGroups => 116,
        KernelCall.SetGroupIds => 119,
        KernelCall.SetUserIds => 117,
        KernelCall.SetCapabilities => 126,
        _ => 157,
    };

    private static byte[] Word(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
