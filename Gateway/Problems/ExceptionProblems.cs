using Faas.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Problems;

/// <summary>What escapes a handler: a broken store, a request the framework could not bind, or a bug.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            StoreUnavailableException => Unavailable(httpContext, exception),
            BadHttpRequestException bad => Problem.OfStatus(bad.StatusCode, bad.Message),
            _ => Bug(httpContext, exception),
        };
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private ProblemHttpResult Unavailable(HttpContext context, Exception exception)
    {
        LogStoreUnavailable(context.Request.Method, context.Request.Path, exception.Message);
        context.Response.Headers.RetryAfter = "1";
        return Problem.StoreUnavailable();
    }

    private ProblemHttpResult Bug(HttpContext context, Exception exception)
    {
        LogBug(exception, context.Request.Method, context.Request.Path);
        return Problem.OfStatus(StatusCodes.Status500InternalServerError);
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} was answered 503: {Reason}")]
    private partial void LogStoreUnavailable(string method, string path, string reason);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogBug(Exception exception, string method, string path);
}
