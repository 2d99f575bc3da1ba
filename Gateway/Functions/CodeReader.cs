using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>Reads a function's code: text as it is, an archive out of base64.</summary>
internal static class CodeReader
{
    public static byte[] Read(FieldReader fields, bool binary, Mistakes mistakes)
    {
        if (fields.Find("code", "a string", JsonValueKind.String) is not { } written)
        {
            if (!mistakes.ByField.ContainsKey("code")) mistakes.Add("code", "'code' is needed.");
            return [];
        }
        var code = binary ? Archive(written, mistakes) : Encoding.UTF8.GetBytes(written.GetString()!);
        if (code is { Length: 0 }) mistakes.Add("code", "'code' is empty.");
        return code ?? [];
    }

    private static byte[]? Archive(JsonElement written, Mistakes mistakes)
    {
        if (!written.TryGetBytesFromBase64(out var bytes)) mistakes.Add("code", "'code' is not base64, which 'binary' says it is.");
        else if (bytes.Length > 0 && !IsZip(bytes)) mistakes.Add("code", "'code' is not a zip archive, which 'binary' says it is.");
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
