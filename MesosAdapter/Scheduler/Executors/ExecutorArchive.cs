using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Base address at which others reach this process, known once it listens; <see langword="null"/> when it serves nobody.</summary>
public delegate Uri? OwnAddress();

/// <summary>The archive of the executor that this process serves to agents, named by what is in it.</summary>
public sealed class ExecutorArchive
{
    /// <summary>Where it is served, below the address.</summary>
    public const string Route = "/executor/";

    private const int HashBytes = 8;

    private readonly Uri? _address;
    private readonly OwnAddress _own;
    private readonly DateTime _written;

    /// <summary>Reads the file once.</summary>
    public ExecutorArchive(IOptions<ExecutorOptions> options, OwnAddress own)
    {
        (_address, _own) = (options.Value.ArchiveAddress, own);
        if (options.Value.Archive is not { } file) return;
        File = new FileInfo(Path.GetFullPath(file));
        _written = File.LastWriteTimeUtc;
        using var bytes = File.OpenRead();
        // Agents go by the end of the name when they unpack.
        Name = $"faas-executor-{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, HashBytes))}.tar.gz";
    }

    /// <summary>The file; <see langword="null"/> when this process serves none.</summary>
    public FileInfo? File { get; }

    /// <summary>Its name for agents: another file has another, and makes another executor.</summary>
    public string Name { get; } = "";

    /// <summary>Where agents fetch it.</summary>
    /// <exception cref="InvalidOperationException">Nobody said where this process is reached.</exception>
    public Uri Uri => new(_address ?? _own() ?? throw new InvalidOperationException("The archive has no address: set Mesos:Executor:ArchiveAddress."), Route + Name);

    /// <summary>Whether the file is no longer the one that was read: serving it would put a new program under an old name.</summary>
    public bool HasChanged()
    {
        File!.Refresh();
        return !File.Exists || File.LastWriteTimeUtc != _written;
    }
}
