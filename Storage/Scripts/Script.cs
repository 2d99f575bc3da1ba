using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Faas.Storage.Scripts;

/// <summary>A Lua script of this folder, by file name.</summary>
internal sealed class Script
{
    public static readonly Script Enqueue = new("enqueue.lua");
    public static readonly Script Claim = new("claiming.lua", "claim.lua");
    public static readonly Script ClaimExpired = new("claiming.lua", "claim-expired.lua");
    public static readonly Script Finish = new("claiming.lua", "finish.lua");
    public static readonly Script Release = new("release.lua");
    public static readonly Script TakeLease = new("take-lease.lua");
    public static readonly Script RenewLease = new("renew-lease.lua");
    public static readonly Script DropLease = new("drop-lease.lua");
    public static readonly Script SaveFunction = new("save-function.lua");
    public static readonly Script DeleteFunction = new("delete-function.lua");
    public static readonly Script ReleaseCode = new("release-code.lua");

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private Script(params string[] files)
    {
        Text = string.Join('\n', files.Select(Read));
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>The whole script; the first file may define what the second uses.</summary>
    public string Text { get; }

    /// <summary>What Redis knows it by.</summary>
    public byte[] Hash { get; }

    private static string Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
