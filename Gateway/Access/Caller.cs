using System.Security.Claims;

namespace Faas.Gateway.Access;

/// <summary>Who sent a request: the owner of an API key.</summary>
/// <param name="ns">The namespace everything it names is in.</param>
/// <param name="isOperator">Whether it manages the keys of every namespace and reads <c>/system</c>.</param>
internal sealed class Caller(string ns, bool isOperator) : ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, ns)], "ApiKey"))
{
    public string Namespace { get; } = ns;

    public bool IsOperator { get; } = isOperator;
}

internal static class CallerExtensions
{
    /// <summary>The caller of a request that <see cref="KeyAccess"/> let through.</summary>
    /// <exception cref="InvalidCastException">The endpoint is open to everybody: a bug.</exception>
    public static Caller Caller(this HttpContext context) => (Caller)context.User;
}
