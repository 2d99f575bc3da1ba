using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Faas.Storage.Scripts;

/// <summary>A Lua script of this folder, by file name.</summary>
internal sealed class Script
{
    public static readonly Script Enqueue = new("clock.lua", "accepting.lua", "enqueue.lua");
    public static readonly Script EnqueueWith = new("clock.lua", "accepting.lua", "delaying.lua", "pushing.lua", "enqueue-with.lua");
    public static readonly Script Claim = new("clock.lua", "claiming.lua", "claim.lua");
    public static readonly Script ClaimExpired = new("clock.lua", "claiming.lua", "claim-expired.lua");
    public static readonly Script Finish = new("clock.lua", "claiming.lua", "idling.lua", "keeping.lua", "telling.lua", "finish.lua");
    public static readonly Script Retry = new("clock.lua", "delaying.lua", "claiming.lua", "retry.lua");
    public static readonly Script Bury = new("clock.lua", "claiming.lua", "keeping.lua", "telling.lua", "bury.lua");
    public static readonly Script Cancel = new("clock.lua", "delaying.lua", "telling.lua", "cancel.lua");
    public static readonly Script Due = new("clock.lua", "due.lua");
    public static readonly Script Promote = new("clock.lua", "delaying.lua", "pushing.lua", "promote.lua");
    public static readonly Script LeasePermits = new("clock.lua", "lease-permits.lua");
    public static readonly Script ShareRunning = new("clock.lua", "share-running.lua");
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

    /// <summary>The whole script; the last file uses what those before it define.</summary>
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
