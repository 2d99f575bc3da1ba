using System.Text.Json;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Endpoint;

/// <summary><c>POST /reach</c>: tells an invoker whether it is reached from here, before an invocation has to find out.</summary>
internal static class ReachApi
{
    private const string InvokerHealthPath = "/health/live";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapReach(this WebApplication app) => app.MapPost("/reach", TryAsync);

    /// <summary>Calls the invoker as a fetch of code would.</summary>
    internal static async Task TryAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { Invoker: { IsAbsoluteUri: true } invoker })
        {
            await context.RefuseAsync(ExecutorFault.BadRequest, "The body names no invoker.");
            return;
        }
        var answer = new ReachAnswer(await TryAsync(invoker, context.RequestServices.GetRequiredService<HttpMessageInvoker>(), context.RequestAborted));
        await context.Response.WriteAsJsonAsync(answer, ContractsJson.Default.ReachAnswer, cancellationToken: context.RequestAborted);
    }

    private static async Task<string?> TryAsync(Uri invoker, HttpMessageInvoker http, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(invoker, InvokerHealthPath));
            using var response = await http.SendAsync(request, ct).WaitAsync(Patience, ct);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (TimeoutException)
        {
            return $"no answer within {Patience.TotalSeconds} seconds";
        }
    }

    private static async Task<ReachQuestion?> ReadAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(ContractsJson.Default.ReachQuestion, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
