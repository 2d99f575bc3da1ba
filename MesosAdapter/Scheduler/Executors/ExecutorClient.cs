using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>The calls of an executor that the framework makes itself.</summary>
internal sealed class ExecutorClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout };

    public void Dispose() => _http.Dispose();

    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    public async Task<ExecutorDescription> DescribeAsync(Uri executor, string token, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Get, new Uri(executor, "/executor"), token, ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ExecutorDescription, ct)
            ?? throw new HttpRequestException("The executor described itself as null.");
    }

    /// <returns>Why it does not reach an invoker at <paramref name="invoker"/>; <see langword="null"/> when it does, or cannot be asked yet.</returns>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    public async Task<string?> ReachAsync(Uri executor, Uri invoker, string token, CancellationToken ct)
    {
        using var question = JsonContent.Create(new ReachQuestion(invoker), ContractsJson.Default.ReachQuestion);
        using var answer = await SendAsync(HttpMethod.Post, new Uri(executor, "/reach"), token, ct, question);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ReachAnswer, ct))?.Failure;
    }

    /// <summary>Ends a container; one that is gone already is no failure.</summary>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    public async Task DeleteContainerAsync(Uri executor, string container, string token, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Delete, new Uri(executor, $"/containers/{Uri.EscapeDataString(container)}"), token, ct);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            answer.EnsureSuccessStatusCode();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri uri, string token, CancellationToken ct, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content, Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        return await _http.SendAsync(request, ct);
    }
}
