using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Faas.Mesos.Executor.Logs;

/// <summary>Lines of ours behind what a container has written: who reads one has read all that came before it, however long that was on its way.</summary>
/// <param name="tail">Where the container writes.</param>
/// <remarks>Nothing that a container writes can be one, for it is never told what they look like.</remarks>
internal sealed class ReadMarks(OutputTail tail, TimeProvider time)
{
    private const int SecretLength = 32, NumberLength = 16;
    private static readonly TimeSpan UntilRead = TimeSpan.FromMilliseconds(5);

    private readonly byte[] _secret = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(SecretLength));
    private long _last;

    /// <summary>The number of a mark nobody has had.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>Writes a mark to both streams, waiting while their pipes are full.</summary>
    /// <returns>Whether both are on their way; not when the container has ended.</returns>
    public async Task<bool> WriteAsync(long number, CancellationToken ct)
    {
        var line = Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(_secret)}{number.ToString("x16", CultureInfo.InvariantCulture)}\n");
        foreach (var stdout in new[] { true, false })
        {
            int written;
            while ((written = tail(stdout, line)) == 0) await Task.Delay(UntilRead, time, ct);
            if (written < 0) return false;
        }
        return true;
    }

    /// <summary>Looks whether a line ends with a mark, and takes it off.</summary>
    public bool TryTake(ref ReadOnlySpan<byte> line, out long number)
    {
        number = 0;
        if (line.Length < SecretLength + NumberLength) return false;
        var mark = line[^(SecretLength + NumberLength)..];
        if (!mark.StartsWith(_secret) || !long.TryParse(mark[SecretLength..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return false;
        line = line[..^mark.Length];
        return true;
    }
}
