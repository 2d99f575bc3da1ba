using System.Runtime.InteropServices;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Become;

/// <summary>The program that gives up every right, becomes the function's user, and then becomes the program named by its arguments.</summary>
/// <remarks>
/// bubblewrap cannot do it where the user namespace was made ahead. Ours is one page without libraries, for it is started with each container, in whatever root
/// there is: an eighth of what setpriv takes; docs/decisions/0045.
/// </remarks>
internal static class BecomeProgram
{
    private const uint Base = 0x400000, ReadBound = 23, DropBound = 24, NoNewRights = 38, KnownCapabilities = 64, CapabilitiesVersion3 = 0x20080522;
    private const uint StandardError = 2, NotBecome = 126, NotFound = 127;

    /// <param name="user">Id of the user, and of its only group.</param>
    /// <returns>An ELF file; <see langword="null"/> for a processor that is not known here.</returns>
    public static byte[]? Build(Architecture processor, uint user) => processor switch
    {
        Architecture.X64 => Build(new X64Code(), user),
        Architecture.Arm64 => Build(new Arm64Code(), user),
        _ => null,
    };

    private static byte[] Build(IProcessorCode code, uint user)
    {
        // What is where depends on sizes, which do not depend on what is where.
        var sizes = Lay(code, user, Base, Base);
        var data = Base + ElfFile.HeaderSize + (uint)sizes.Length;
        return ElfFile.Of(code.Machine, Base, [.. Lay(code, user, data, data + (uint)Data.Length), .. Data, .. NotBecomeText, .. NotFoundText]);
    }

    // The header that capset wants, and the empty sets.
    private static ReadOnlySpan<byte> Data => MemoryMarshal.AsBytes<uint>(new uint[] { CapabilitiesVersion3, 0, 0, 0, 0, 0, 0, 0 });

    private static ReadOnlySpan<byte> NotBecomeText => "The function's user could not be become.\n"u8;

    private static ReadOnlySpan<byte> NotFoundText => "The runtime's interpreter could not be executed.\n"u8;

    private static byte[] Lay(IProcessorCode code, uint user, uint data, uint texts)
    {
        byte[][] steps =
        [
            code.Call(KernelCall.ControlProcess, ReadBound, 0, 0, 0, 0),
            code.Call(KernelCall.SetGroups, 0, 0),
            code.Call(KernelCall.SetGroupIds, user, user, user),
            code.Call(KernelCall.SetUserIds, user, user, user),
            code.Call(KernelCall.SetCapabilities, data, data + 8),
            code.Call(KernelCall.ControlProcess, NoNewRights, 1, 0, 0, 0),
        ];
        byte[] last =
        [
            .. code.Execute(),
            .. code.Call(KernelCall.Write, StandardError, texts + (uint)NotBecomeText.Length, (uint)NotFoundText.Length),
            .. code.Call(KernelCall.Exit, NotFound),
        ];
        byte[] failed = [.. code.Call(KernelCall.Write, StandardError, texts, (uint)NotBecomeText.Length), .. code.Call(KernelCall.Exit, NotBecome)];
        // Backwards, for each step skips all that follows it. The bound comes first, since dropping from it takes a right; what this kernel has not fails, so that one is read again.
        var laid = last;
        foreach (var step in Enumerable.Reverse(steps)) laid = [.. step, .. code.SkipIfFailed(laid.Length), .. laid];
        return [.. Enumerable.Range(0, (int)KnownCapabilities).SelectMany(right => code.Call(KernelCall.ControlProcess, DropBound, (uint)right, 0, 0, 0)), .. laid, .. failed];
    }
}
