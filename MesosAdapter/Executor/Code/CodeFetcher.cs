using System.Net.Http.Headers;
using System.Security.Cryptography;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Code;

/// <summary>Brings code from an invoker to a file, and makes sure that it is the code that was meant.</summary>
internal sealed class CodeFetcher(HttpMessageInvoker http)
{
    /// <returns>What went wrong; <see langword="null"/> when the file is there.</returns>
    public async Task<string?> FetchAsync(CodeReference code, Uri source, string token, string file, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(source, $"/code/{code.Sha256}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode) return $"The code could not be fetched: {request.RequestUri} answered {(int)response.StatusCode}.";
            await using var from = await response.Content.ReadAsStreamAsync(ct);
            await using var to = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
            return await CopyAsync(code, from, to, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !ct.IsCancellationRequested)
        {
            return $"The code could not be fetched from {source}: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"The code could not be fetched from {source} in time.";
        }
    }

    private static async Task<string?> CopyAsync(CodeReference code, Stream from, FileStream to, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        for (int read; (read = await from.ReadAsync(buffer, ct)) > 0;)
        {
            if (to.Position + read > CodeReference.MaxSize) return $"The code is larger than {CodeReference.MaxSize} bytes.";
            hash.AppendData(buffer.AsSpan(0, read));
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return sha256 == code.Sha256 ? null : $"The code that came is another one: its SHA-256 is {sha256}, not {code.Sha256}.";
    }
}
