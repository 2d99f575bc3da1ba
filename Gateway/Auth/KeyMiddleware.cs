using System.Collections.Concurrent;
using Faas.Gateway.Problems;
using Faas.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Auth;

/// <summary>Finds out who calls. Every endpoint that does not say it is for anybody is behind it, so none can be forgotten.</summary>
internal sealed class KeyMiddleware(RequestDelegate next, ApiKeyStore keys, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>More different headers than this within the cache's time are somebody guessing: start anew.</summary>
    private const int MaxCached = 10_000;

    private readonly ConcurrentDictionary<string, (Caller Caller, long Since)> _known = new();
    private readonly Caller _guest = new(options.Value.NoKeysNamespace);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(context);
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            return _known.TryGetValue(header, out var known) && time.GetElapsedTime(known.Since) < options.Value.KeyCache
                ? PassAsync(context, known.Caller)
                : VerifyAsync(context, header);
        }
        if (!options.Value.NoKeys) return RefuseAsync(context);
        var headers = context.Request.Headers;
        var refusal = LoopbackGuard.Refuse(context.Connection.RemoteIpAddress, context.Request.Host, headers.Origin, headers["Sec-Fetch-Site"]);
        return refusal is null ? PassAsync(context, _guest) : ProblemTypes.Forbidden(refusal).ExecuteAsync(context);
    }

    private async Task VerifyAsync(HttpContext context, string header)
    {
        if (!Credentials.TryParse(header, out var credentials) || await keys.FindAsync(credentials.Id, credentials.Secret, context.RequestAborted) is not { } key)
        {
            await RefuseAsync(context);
            return;
        }
        if (_known.Count >= MaxCached) _known.Clear();
        var caller = new Caller(key.Namespace);
        _known[header] = (caller, time.GetTimestamp());
        await PassAsync(context, caller);
    }

    private Task PassAsync(HttpContext context, Caller caller)
    {
        context.Features.Set(caller);
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = new(["Bearer realm=\"faas\"", "Basic realm=\"faas\""]);
        return ProblemTypes.Unauthorized().ExecuteAsync(context);
    }
}
