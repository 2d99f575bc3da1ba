using System.Buffers.Binary;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Become;

/// <summary>The smallest program file there can be: code and data in one piece, which is loaded as it is and begins with its first byte.</summary>
internal static class ElfFile
{
    private const int FileHeader = 64, ProgramHeader = 56;
    private const uint Loaded = 1, Stack = 0x6474E551, Execute = 1, Write = 2, Read = 4, Alignment = 0x10000;

    /// <summary>How far into the file, and into memory, the piece begins.</summary>
    public const int HeaderSize = FileHeader + 2 * ProgramHeader;

    /// <param name="address">Where the file is in memory.</param>
    public static byte[] Of(ushort machine, uint address, ReadOnlySpan<byte> piece)
    {
        var file = new byte[HeaderSize + piece.Length];
        piece.CopyTo(file.AsSpan(HeaderSize));
        // 64 bits, little-endian, version 1
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        Put16(file, 16, 2);
        Put16(file, 18, machine);
        Put32(file, 20, 1);
        Put64(file, 24, address + HeaderSize);
        Put64(file, 32, FileHeader);
        Put16(file, 52, FileHeader);
        Put16(file, 54, ProgramHeader);
        Put16(file, 56, 2);
        PutProgramHeader(file.AsSpan(FileHeader), Loaded, Read | Execute, address, (uint)file.Length);
        // Without it some kernels take it that everything read may be executed.
        PutProgramHeader(file.AsSpan(FileHeader + ProgramHeader), Stack, Read | Write, 0, 0);
        return file;
    }

    private static void PutProgramHeader(Span<byte> at, uint kind, uint rights, uint address, uint size)
    {
        Put32(at, 0, kind);
        Put32(at, 4, rights);
        Put64(at, 16, address);
        Put64(at, 24, address);
        Put64(at, 32, size);
        Put64(at, 40, size);
        Put64(at, 48, Alignment);
    }

    private static void Put16(Span<byte> at, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(at[offset..], value);

    private static void Put32(Span<byte> at, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(at[offset..], value);

    private static void Put64(Span<byte> at, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(at[offset..], value);
}
