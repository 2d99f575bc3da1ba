using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class SeccompFilterTests
{
    private const uint X64 = 0xC000003E, Arm64 = 0xC00000B7;
    private const string Allowed = "allowed", Killed = "killed", NotPermitted = "error 1";

    [Theory]
    [InlineData(Architecture.X64, X64, 0, 0u, Allowed)]              // read
    [InlineData(Architecture.X64, X64, 165, 0u, NotPermitted)]       // mount
    [InlineData(Architecture.X64, X64, 101, 0u, NotPermitted)]       // ptrace
    [InlineData(Architecture.X64, X64, 435, 0u, "error 38")]         // clone3
    [InlineData(Architecture.X64, X64, 56, 0x3D0F00u, Allowed)]      // clone of a thread
    [InlineData(Architecture.X64, X64, 56, 0x10000011u, NotPermitted)]
    [InlineData(Architecture.X64, X64, 41, 1u, Allowed)]             // socket: Unix
    [InlineData(Architecture.X64, X64, 41, 16u, Allowed)]            // netlink
    [InlineData(Architecture.X64, X64, 41, 17u, "error 97")]         // packet
    [InlineData(Architecture.X64, X64, 135, 0xFFFFFFFFu, Allowed)]   // personality, asked
    [InlineData(Architecture.X64, X64, 135, 0x40000u, NotPermitted)] // without address randomisation
    [InlineData(Architecture.X64, X64, 0x40000000, 0u, NotPermitted)] // x32
    [InlineData(Architecture.X64, 0x40000003u, 21, 0u, Killed)]      // 32 bits
    [InlineData(Architecture.Arm64, Arm64, 63, 0u, Allowed)]         // read
    [InlineData(Architecture.Arm64, Arm64, 40, 0u, NotPermitted)]    // mount
    [InlineData(Architecture.Arm64, Arm64, 117, 0u, NotPermitted)]   // ptrace
    [InlineData(Architecture.Arm64, Arm64, 220, 0x40000011u, NotPermitted)]
    [InlineData(Architecture.Arm64, Arm64, 198, 2u, Allowed)]
    [InlineData(Architecture.Arm64, Arm64, 198, 40u, "error 97")]    // vsock
    [InlineData(Architecture.Arm64, X64, 63, 0u, Killed)]
    public void A_call_ends_as_it_should(Architecture processor, uint audit, int number, uint firstArgument, string end) =>
        Assert.Equal(end, Evaluate(SeccompFilter.Build(processor)!, (uint)number, audit, firstArgument, 0));

    [Theory, InlineData(0x5401u, Allowed), InlineData(0x5412u, NotPermitted), InlineData(0x541Cu, NotPermitted)]
    public void A_terminals_input_is_its_readers(uint command, string end) =>
        Assert.Equal(end, Evaluate(SeccompFilter.Build(Architecture.X64)!, 16, X64, 0, command));

    [Fact]
    public void Other_processors_are_said_to_be_unknown() => Assert.Null(SeccompFilter.Build(Architecture.S390x));

    // The few instructions of the kernel's machine that the filter uses.
    private static string Evaluate(byte[] program, uint number, uint architecture, uint first, uint second)
    {
        uint loaded = 0;
        for (var at = 0; ; at += 8)
        {
            var (code, value) = (BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(at)), BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(at + 4)));
            bool? holds = null;
            switch (code)
            {
                case 0x20: loaded = value switch { 0 => number, 4 => architecture, 16 => first, 24 => second, _ => throw new InvalidDataException($"loads {value}") }; break;
                case 0x15: holds = loaded == value; break;
                case 0x35: holds = loaded >= value; break;
                case 0x45: holds = (loaded & value) != 0; break;
                case 0x06: return value switch { 0x7fff0000 => Allowed, 0x80000000 => Killed, _ => $"error {value & 0xffff}" };
                default: throw new InvalidDataException($"instruction {code}");
            }
            if (holds is { } yes) at += 8 * program[at + (yes ? 2 : 3)];
        }
    }
}
