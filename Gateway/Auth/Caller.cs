namespace Faas.Gateway.Auth;

/// <summary>Who calls: what every handler acts for.</summary>
internal sealed record Caller(string Namespace)
{
    /// <summary>The caller of a request that has passed <see cref="KeyMiddleware"/>.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("An endpoint without keys has no caller.");
}
