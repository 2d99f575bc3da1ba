using System.Runtime.InteropServices;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

/// <summary>The filter of system calls that every sandbox runs under: all is allowed but what is named here.</summary>
/// <remarks>A list of what is forbidden, since a list of what is allowed would break functions with each new libc; docs/decisions/0041.</remarks>
internal static class SeccompFilter
{
    private const int NotPermitted = 1, NotImplemented = 38, FamilyNotSupported = 97;
    private const uint X64Audit = 0xC000003E, Arm64Audit = 0xC00000B7, X32Bit = 0x40000000, AskPersonality = 0xFFFFFFFF;

    /// <summary>CLONE_NEW* of clone(2), time excepted, which clone cannot make.</summary>
    public const uint NewNamespaces = 0x7E020000;

    /// <summary>Requests of ioctl(2).</summary>
    public const uint PushCharacter = 0x5412, ConsoleTricks = 0x541C;

    /// <summary>Unix, IPv4, IPv6, and netlink, which getaddrinfo asks for addresses; in this order.</summary>
    public static IReadOnlyList<uint> SocketFamilies { get; } = [1, 2, 10, 16];

    /// <returns><see langword="null"/> for a processor whose numbers are not known here.</returns>
    public static byte[]? Build(Architecture processor) => processor switch
    {
        Architecture.X64 => Build(X64Audit, call => call.X64, X32Bit),
        Architecture.Arm64 => Build(Arm64Audit, call => call.Arm64, null),
        _ => null,
    };

    private static byte[] Build(uint audit, Func<SystemCall, int?> number, uint? otherNumbers)
    {
        var filter = new BpfAssembler();
        // Programs of another architecture would have other numbers for the same calls.
        filter.LoadArchitecture().SkipIf(audit, 1).Return(BpfAssembler.KillProcess).LoadNumber();
        if (otherNumbers is { } bit) filter.SkipUnlessAtLeast(bit, 1).Return(BpfAssembler.Fail(NotPermitted));
        foreach (var call in DeniedCalls.All)
            if (number(call) is { } denied) filter.SkipUnless((uint)denied, 1).Return(BpfAssembler.Fail(NotPermitted));
        Socket(filter, (uint)number(new("socket", 41, 198))!);
        Clone(filter, (uint)number(new("clone", 56, 220))!);
        // Its flags are behind a pointer, which no filter can follow; without it libc uses clone.
        filter.SkipUnless((uint)number(new("clone3", 435))!, 1).Return(BpfAssembler.Fail(NotImplemented));
        Terminal(filter, (uint)number(new("ioctl", 16, 29))!);
        Personality(filter, (uint)number(new("personality", 135, 92))!);
        return filter.Return(BpfAssembler.Allow).Assemble();
    }

    // No raw packets, no kernel crypto, none of the families in which most holes were found.
    private static void Socket(BpfAssembler filter, uint number)
    {
        filter.SkipUnless(number, SocketFamilies.Count + 3).LoadArgument(0);
        for (var i = 0; i < SocketFamilies.Count; i++) filter.SkipIf(SocketFamilies[i], SocketFamilies.Count - i);
        filter.Return(BpfAssembler.Fail(FamilyNotSupported)).Return(BpfAssembler.Allow);
    }

    private static void Clone(BpfAssembler filter, uint number) =>
        filter.SkipUnless(number, 4).LoadArgument(0).SkipUnlessAnyBit(NewNamespaces, 1).Return(BpfAssembler.Fail(NotPermitted)).Return(BpfAssembler.Allow);

    // Writing into the input of a terminal that somebody else reads.
    private static void Terminal(BpfAssembler filter, uint number) =>
        filter.SkipUnless(number, 5).LoadArgument(1).SkipIf(PushCharacter, 1).SkipUnless(ConsoleTricks, 1).Return(BpfAssembler.Fail(NotPermitted)).Return(BpfAssembler.Allow);

    private static void Personality(BpfAssembler filter, uint number) =>
        filter.SkipUnless(number, 5).LoadArgument(0).SkipIf(0, 2).SkipIf(AskPersonality, 1).Return(BpfAssembler.Fail(NotPermitted)).Return(BpfAssembler.Allow);
}
