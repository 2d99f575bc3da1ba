namespace Faas.Gateway.Problems;

/// <summary>Gives every failure a body that follows RFC 9457.</summary>
internal static class ProblemExtensions
{
    public static IHostApplicationBuilder AddProblems(this IHostApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return builder;
    }

    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => Problem.OfStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
    }
}
