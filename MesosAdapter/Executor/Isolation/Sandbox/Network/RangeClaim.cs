using System.Net;
using System.Text;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>One slice of the machine's range, this executor's for as long as it lives: a locked file tells the others.</summary>
internal sealed class RangeClaim : IDisposable
{
    private const string Folder = "/run/faas/network";
    private readonly FileStream _lock;

    private RangeClaim(FileStream held, AddressBlock block, string former) => (_lock, Block, FormerLabel) = (held, block, former);

    public AddressBlock Block { get; }

    /// <summary>Label of the executor that had the slice before and may have left something; empty when none did.</summary>
    public string FormerLabel { get; }

    /// <returns><see langword="null"/> when others have all of it.</returns>
    public static RangeClaim? Take(IPNetwork range, string label)
    {
        Directory.CreateDirectory(Folder);
        for (var number = 0; number < AddressBlock.Count(range); number++)
        {
            var block = AddressBlock.Slice(range, number);
            try
            {
                var held = new FileStream(Path.Combine(Folder, block.First.ToString()), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new(held, block, Sign(held, label));
            }
            catch (IOException)
            {
                // Another executor's.
            }
        }
        return null;
    }

    public void Dispose() => _lock.Dispose();

    private static string Sign(FileStream file, string label)
    {
        var former = new StreamReader(file).ReadToEnd();
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(label));
        file.Flush();
        return former;
    }
}
