namespace Faas.Gateway.Api;

internal static class EndpointExtensions
{
    /// <summary>Documents these statuses as problems, and those that any call may get.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses.Concat([401, 403])) endpoint.ProducesProblem(status);
        return endpoint;
    }
}
