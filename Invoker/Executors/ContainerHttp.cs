using System.Net;

namespace Faas.Invoker.Executors;

/// <summary>HTTP to executors and containers: straight there, and nothing added on the way.</summary>
internal static class ContainerHttp
{
    /// <param name="idle">How long a connection that nobody uses is kept: shorter than its other end does, or it is used while that closes it. Zero: each is used once.</param>
    public static SocketsHttpHandler NewHandler(TimeSpan idle) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // The trace travels in a header of ours; the handler's own would name a span nobody has.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        ConnectCallback = ExecutorSocket.ConnectAsync,
        PooledConnectionIdleTimeout = idle,
    };
}
