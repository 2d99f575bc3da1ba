using System.Globalization;
using System.Text;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What <c>enqueue.lua</c> tells of a claim: its moment (16 digits), the function's revision, a new line, the function, a new line, the item.</summary>
internal static class HandedClaim
{
    private const int MomentLength = 16;

    public static Claim Read(byte[] message, string session)
    {
        var function = Array.IndexOf(message, (byte)'\n', MomentLength) + 1;
        var item = Array.IndexOf(message, (byte)'\n', function) + 1;
        return new(
            FunctionId.Parse(Encoding.UTF8.GetString(message.AsSpan(function..(item - 1)))), new(message.AsMemory(item)), session,
            long.Parse(message.AsSpan(0, MomentLength), NumberStyles.None, CultureInfo.InvariantCulture), Encoding.UTF8.GetString(message.AsSpan(MomentLength..(function - 1))));
    }
}
