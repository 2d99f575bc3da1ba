using System.Net.Http.Json;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Two invokers, and which of them has what.</summary>
public abstract class PairFacts(SplitDeployment deployment)
{
    protected const string Work = "exports.main = async p => { await new Promise(done => setTimeout(done, p.ms || 0)); return {ok: true} }";

    protected SplitDeployment Deployment => deployment;

    /// <returns>A function with these limits that has a container at this invoker.</returns>
    protected async Task<string> FunctionOfAsync(JsonElement invoker, object limits)
    {
        for (var round = 0; round < 24; round++)
        {
            var function = await deployment.DeployAsync(Work, limits: limits);
            Assert.Equal(200, (await deployment.InvokeAsync(function)).Status);
            var all = await Eventually.GetAsync("its container is told of", async () =>
                await InvokersAsync() is var now && now.SelectMany(Functions).Contains(function) ? now : null);
            if (Functions(all.Single(one => Address(one) == Address(invoker))).Contains(function)) return function;
        }
        throw new TimeoutException($"One invoker got all functions:\n{deployment.Output}");
    }

    /// <summary>Gives a function another revision.</summary>
    protected async Task ReplaceAsync(string function, string code)
    {
        using var response = await deployment.Client.PutAsJsonAsync($"/functions/{function}", new { kind = "nodejs:default", code });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    protected Task SaidAsync(string words) => Eventually.IsTrueAsync($"somebody says: {words}", () => Task.FromResult(deployment.Output.Contains(words, StringComparison.Ordinal)));

    protected async Task<string> AcceptAsync(string function, string payload) => (await deployment.InvokeAsync(function, payload, prefer: "respond-async")).Headers["Location"];

    protected async Task<string?> StateAsync(string location) => (await deployment.GetAsync(location)).Json.GetProperty("state").GetString();

    /// <summary>Starts those that a test has killed, and deploys until both invokers have containers and say that nothing runs.</summary>
    /// <returns>The invoker that leads, the other, and the functions that the other runs.</returns>
    protected async Task<(JsonElement Leader, JsonElement Other, IReadOnlyList<string> Functions)> SpreadAsync()
    {
        deployment.StartEndedInvokers();
        await Eventually.IsTrueAsync("there are two invokers and one leads", async () =>
            await InvokersAsync() is { Count: 2 } both && both.Count(Leads) == 1, otherwise: () => deployment.Output);
        for (var round = 0; round < 12; round++)
        {
            var functions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => deployment.DeployAsync(Work)));
            foreach (var answer in await Task.WhenAll(functions.Select(function => deployment.InvokeAsync(function)))) Assert.Equal(200, answer.Status);
            // What an invoker tells of itself is a moment old: what ran then is not to be taken for what a test starts.
            var all = await Eventually.GetAsync("both tell their state", async () =>
                await InvokersAsync() is { Count: 2 } both && both.Any(Leads) && both.Sum(Busy) == 0 && both.SelectMany(Functions).ToHashSet().IsSupersetOf(functions) ? both : null);
            var (leader, other) = (all.Single(Leads), all.Single(invoker => !Leads(invoker)));
            if (Containers(leader).Count > 0 && Containers(other).Count > 0) return (leader, other, Functions(other));
        }
        throw new TimeoutException($"One invoker got all functions:\n{deployment.Output}");
    }

    protected async Task<IReadOnlyList<JsonElement>> InvokersAsync() => [.. (await deployment.GetAsync("/system")).Json.GetProperty("invokers").EnumerateArray()];

    protected async Task<JsonElement> InvokerAsync(JsonElement invoker) =>
        (await InvokersAsync()).Single(now => now.GetProperty("session").GetString() == invoker.GetProperty("session").GetString());

    protected static bool Leads(JsonElement invoker) => invoker.TryGetProperty("capacity", out var capacity) && capacity.GetProperty("subscribed").GetBoolean();

    protected static Uri Address(JsonElement invoker) => new(invoker.GetProperty("address").GetString()!);

    protected static int Orphans(JsonElement invoker) =>
        invoker.GetProperty("capacity").GetProperty("slots").EnumerateArray().Count(slot => slot.GetProperty("state").GetString() == "orphaned");

    protected static HashSet<string> Containers(JsonElement invoker) => [.. All(invoker).Select(Id)];

    protected static List<string> Functions(JsonElement invoker) => [.. All(invoker).Select(Function).Distinct()];

    protected static string Id(JsonElement container) => container.GetProperty("id").GetString()!;

    protected static string Function(JsonElement container) => container.GetProperty("function").GetString()!.Split('/')[^1];

    protected static int Busy(JsonElement invoker) => All(invoker).Sum(container => container.GetProperty("runs").GetInt32());

    protected static JsonElement.ArrayEnumerator All(JsonElement invoker) => invoker.GetProperty("containers").EnumerateArray();
}
