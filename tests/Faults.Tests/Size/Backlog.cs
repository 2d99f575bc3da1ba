using System.Net;
using System.Text;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Size;

/// <summary>Many functions, and many invocations that wait for their turn.</summary>
internal sealed class Backlog(Scene scene) : IDisposable
{
    /// <summary>Each of these runs one at a time, so that the others find room beside them.</summary>
    private const int Queues = 100;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Deploys functions of which nobody hears again.</summary>
    public Task DeployAsync(int functions) => AtATime(functions, async place =>
    {
        await scene.DeployAsync("def main(args): return {}", "python:default", new { memoryMiB = 64 });
    });

    /// <summary>Has so many invocations accepted.</summary>
    public async Task FillAsync(int invocations)
    {
        var functions = new string[Queues];
        await AtATime(Queues, async place => functions[place] = await scene.DeployAsync("def main(args): return {}", "python:default", new { memoryMiB = 64, running = 1 }));
        await AtATime(invocations, async place =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scene.Gateways[place % scene.Gateways.Count], $"/functions/{functions[place % Queues]}/invocations"))
            {
                Content = new StringContent("""{"name":"World","list":[1,2,3,4,5,6,7,8,9,10]}""", Encoding.UTF8, "application/json"),
                Headers = { { "Prefer", "respond-async" } },
            };
            using var response = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        });
    }

    public void Dispose() => _http.Dispose();

    private static Task AtATime(int count, Func<int, Task> work) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (place, _) => await work(place));
}
