namespace Faas.Contracts;

/// <summary>Where a function's code is: the bytes travel by hash, never inside a definition, a queue item or a run.</summary>
/// <param name="Sha256">Lower-case hex of the SHA-256 of the bytes.</param>
/// <param name="Size">Length in bytes; at most 48 MiB.</param>
/// <param name="Binary">Whether the bytes are a zip archive; otherwise they are the text of one source file in UTF-8.</param>
public sealed record CodeReference(string Sha256, long Size, bool Binary)
{
    /// <summary>Largest code that is accepted, in bytes (OpenWhisk's limit).</summary>
    public const long MaxSize = 48L << 20;
}
