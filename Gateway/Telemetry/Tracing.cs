using System.Diagnostics;

namespace Faas.Gateway.Telemetry;

/// <summary>The gateway's spans; none are made while nobody listens.</summary>
internal sealed class Tracing : IDisposable
{
    public const string SourceName = "Faas.Gateway";

    private readonly ActivitySource _source = new(SourceName);

    /// <summary>The span of one request to run a function, under the caller's.</summary>
    public Activity? StartInvoke(HttpRequest request) =>
        _source.HasListeners() ? _source.StartActivity("invoke", ActivityKind.Server, request.Headers.TraceParent.ToString()) : null;

    public void Dispose() => _source.Dispose();
}
