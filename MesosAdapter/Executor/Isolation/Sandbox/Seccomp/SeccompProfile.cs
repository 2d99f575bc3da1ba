using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;

/// <summary>The filter of sandboxes as container engines are told theirs.</summary>
/// <remarks>An engine's rules name what they deny one by one: each compares an argument once.</remarks>
internal static class SeccompProfile
{
    private const int NotPermitted = 1, NotImplemented = 38, FamilyNotSupported = 97;
    private const uint AllBits = uint.MaxValue;

    /// <returns><see langword="null"/> for a processor whose numbers are not known here.</returns>
    public static string? Build(Architecture processor)
    {
        var name = processor switch { Architecture.X64 => "SCMP_ARCH_X86_64", Architecture.Arm64 => "SCMP_ARCH_AARCH64", _ => null };
        return name is null ? null : new JsonObject { ["defaultAction"] = "SCMP_ACT_ALLOW", ["architectures"] = new JsonArray(name), ["syscalls"] = new JsonArray([.. Rules()]) }.ToJsonString();
    }

    private static IEnumerable<JsonNode> Rules()
    {
        foreach (var call in DeniedCalls.All) yield return Deny(call.Name, NotPermitted);
        // Its flags are behind a pointer, which no filter can follow; without it libc uses clone.
        yield return Deny("clone3", NotImplemented);
        var known = SeccompFilter.SocketFamilies;
        for (uint family = 0; family < known[^1]; family++)
            if (!known.Contains(family)) yield return Deny("socket", FamilyNotSupported, "SCMP_CMP_EQ", family);
        yield return Deny("socket", FamilyNotSupported, "SCMP_CMP_GT", known[^1]);
        for (uint bit = 1; bit != 0; bit <<= 1)
            if ((SeccompFilter.NewNamespaces & bit) != 0) yield return Deny("clone", NotPermitted, "SCMP_CMP_MASKED_EQ", bit, bit);
        foreach (var request in new[] { SeccompFilter.PushCharacter, SeccompFilter.ConsoleTricks }) yield return Deny("ioctl", NotPermitted, "SCMP_CMP_MASKED_EQ", AllBits, request, argument: 1);
        yield return Deny("personality", NotPermitted, "SCMP_CMP_NE", 0);
    }

    private static JsonObject Deny(string call, int error) => new() { ["names"] = new JsonArray(call), ["action"] = "SCMP_ACT_ERRNO", ["errnoRet"] = error };

    private static JsonObject Deny(string call, int error, string comparison, uint value, uint second = 0, int argument = 0)
    {
        var rule = Deny(call, error);
        rule["args"] = new JsonArray(new JsonObject { ["index"] = argument, ["value"] = value, ["valueTwo"] = second, ["op"] = comparison });
        return rule;
    }
}
