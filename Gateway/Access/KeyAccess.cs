using Faas.Gateway.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Access;

/// <summary>Lets a request through to an endpoint when its key is good. Every endpoint needs one unless it says <see cref="IAllowAnonymous"/>.</summary>
internal sealed class KeyAccess(RequestDelegate next, KeyCache keys, IOptions<GatewayOptions> options)
{
    private readonly bool _noKeys = options.Value.NoKeys;
    private readonly Caller _guest = new(options.Value.OperatorNamespace, isOperator: true);

    public Task InvokeAsync(HttpContext context)
    {
        // What is no route (404, 405) has nothing to protect.
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(context);
        var header = context.Request.Headers.Authorization.ToString();
        // Who shows a key means its namespace, keys needed or not.
        if (_noKeys && (header.Length == 0 || NoKeyGuard.Refuse(context) is not null)) return NoKeyGuard.Refuse(context) is { } reason ? Forbid(context, reason) : Admit(context, _guest);
        return keys.Recall(header) is { } caller ? Admit(context, caller) : AskAsync(context, header);
    }

    private Task Admit(HttpContext context, Caller caller)
    {
        context.User = caller;
        return next(context);
    }

    private static Task Forbid(HttpContext context, string reason) =>
        Problem.Forbidden($"This gateway runs without keys, for this machine alone. {reason}").ExecuteAsync(context);

    private async Task AskAsync(HttpContext context, string header)
    {
        if (await keys.FindAsync(header, context.RequestAborted) is { } caller)
        {
            await Admit(context, caller);
            return;
        }
        context.Response.Headers.WWWAuthenticate = new(["Bearer realm=\"faas\"", "Basic realm=\"faas\", charset=\"UTF-8\""]);
        await Problem.Unauthorized().ExecuteAsync(context);
    }
}
