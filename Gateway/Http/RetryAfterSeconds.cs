using System.Globalization;

namespace Faas.Gateway.Http;

/// <summary>Waits as the <c>Retry-After</c> header says them: whole seconds, never none.</summary>
internal static class RetryAfterSeconds
{
    public static string Seconds(this TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
