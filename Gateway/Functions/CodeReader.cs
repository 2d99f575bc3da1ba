using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>Reads a function's code: text as it is, an archive out of base64.</summary>
internal static class CodeReader
{
    /// <param name="needed">Whether it must be there, and an archive be a zip: not so for an image of the user's own.</param>
    public static byte[] Read(FieldReader fields, bool binary, bool needed, Mistakes mistakes)
    {
        if (fields.Find("code", "a string", JsonValueKind.String) is not { } written)
        {
            if (needed && !mistakes.ByField.ContainsKey("code")) mistakes.Add("code", "'code' is needed.");
            return [];
        }
        var code = binary ? Bytes(written, zip: needed, mistakes) : Encoding.UTF8.GetBytes(written.GetString()!);
        if (code is { Length: 0 }) mistakes.Add("code", "'code' is empty.");
        return code ?? [];
    }

    // What an image of the user's own takes besides archives is its own affair.
    private static byte[]? Bytes(JsonElement written, bool zip, Mistakes mistakes)
    {
        if (!written.TryGetBytesFromBase64(out var bytes)) mistakes.Add("code", "'code' is not base64, which 'binary' says it is.");
        else if (zip && bytes.Length > 0 && !IsZip(bytes)) mistakes.Add("code", "'code' is not a zip archive, which 'binary' says it is.");
        return bytes;
    }

    private static bool IsZip(byte[] bytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes, writable: false));
            return archive.Entries.Count > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
