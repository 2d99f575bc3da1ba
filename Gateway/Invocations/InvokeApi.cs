using Faas.Contracts;
using Faas.Gateway.Functions;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;
using Faas.Gateway.Telemetry;

namespace Faas.Gateway.Invocations;

/// <summary><c>POST …/invocations</c>: the one endpoint whose every microsecond counts. Nothing is bound, filtered or logged around it.</summary>
internal sealed class InvokeApi(InvocationService invocations, InvokeAnswer answer, Tracing tracing, TimeProvider time)
{
    /// <summary>Largest payload, in bytes.</summary>
    public const int MaxPayload = 1 << 20;

    private static readonly byte[] NoParameters = "{}"u8.ToArray();

    /// <summary>Runs a function and, unless told otherwise, waits for its result.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (FunctionRoute.Of(context) is not { } function) await Problem.BadRequest($"The path names no function. {EntityName.Rule}").ExecuteAsync(context);
        else if (MediaType.IsMultipart(context.Request)) await Problem.Multipart().ExecuteAsync(context);
        else if (await BodyReader.ReadAsync(context.Request, MaxPayload, context.RequestAborted) is not { } body) await Problem.TooLarge("The body of an invocation", MaxPayload).ExecuteAsync(context);
        else
        {
            using (body) await InvokeAsync(context, function, body.Bytes);
        }
    }

    private Task InvokeAsync(HttpContext context, FunctionId function, ReadOnlyMemory<byte> body)
    {
        if (JsonObjectBody.IsBlank(body.Span)) return RunAsync(context, function, NoParameters);
        return JsonObjectBody.Mistake(body.Span) is { } mistake ? Problem.BadRequest(mistake).ExecuteAsync(context) : RunAsync(context, function, body);
    }

    private async Task RunAsync(HttpContext context, FunctionId function, ReadOnlyMemory<byte> payload)
    {
        var wishes = Wishes.Read(context.Request, time.GetUtcNow(), out var mistakes);
        if (mistakes is not null)
        {
            await Problem.Invalid(mistakes).ExecuteAsync(context);
            return;
        }
        using var activity = tracing.StartInvoke(context.Request);
        var preference = Preference.Parse(context.Request.Headers["Prefer"]);
        // Nobody waits to the end of what begins tomorrow.
        if (wishes.IsPutOff && preference.ToTheEnd) preference = preference with { RespondAsync = true };
        var invoke = new Invoke(InvocationId.New(function.Shard, time.GetUtcNow()), preference, TraceParent.Of(context.Request), time.GetTimestamp());
        var outcome = await invocations.InvokeAsync(function, invoke.Id, payload, preference, wishes, invoke.TraceParent, context.RequestAborted);
        await answer.WriteAsync(context, invoke, outcome);
    }
}

/// <summary>What was asked for, as its answer needs it.</summary>
/// <param name="Since">When it came in, as a timestamp of the clock.</param>
internal readonly record struct Invoke(InvocationId Id, Preference Preference, string TraceParent, long Since);
