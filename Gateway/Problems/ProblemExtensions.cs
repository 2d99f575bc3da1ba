using Faas.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace Faas.Gateway.Problems;

/// <summary>Turns what handlers do not handle into problems.</summary>
internal static class ProblemExtensions
{
    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ExceptionAnswers>();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            // What the framework made itself has no type of ours yet.
            if (problem.Type?.StartsWith("urn:faas:", StringComparison.Ordinal) is not true) problem.Type = ProblemTypes.TypeOf(problem.Status ?? 500);
            if (problem.Status is 429 or 503) context.HttpContext.Response.Headers.RetryAfter = "1";
        });
        return builder;
    }

    private sealed class ExceptionAnswers : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var problem = exception switch
            {
                StoreUnavailableException => ProblemTypes.StoreUnavailable(),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ProblemTypes.TooLarge("The body is over the limit of this request."),
                BadHttpRequestException bad => ProblemTypes.BadRequest(bad.Message),
                _ => null,
            };
            if (problem is null) return false;
            await problem.ExecuteAsync(httpContext);
            return true;
        }
    }
}
