using Faas.Mesos.Scheduler;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Invoker.Capacity;

/// <summary>Serves the executor to agents, which fetch it before they run it. It holds no secret, and Mesos could show none.</summary>
internal static class ArchiveApi
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointRouteBuilder MapExecutorArchive(this IEndpointRouteBuilder routes)
    {
        // Agents ask for its size by HEAD before they make room in their cache.
        routes.MapMethods(ExecutorArchive.Route + "{name}", Methods, Get);
        return routes;
    }

    /// <summary>The archive under the name it was announced by.</summary>
    internal static Results<PhysicalFileHttpResult, ProblemHttpResult, NotFound> Get(string name, ExecutorArchive archive)
    {
        if (archive.File is null || name != archive.Name) return TypedResults.NotFound();
        return archive.HasChanged()
            ? TypedResults.Problem($"{archive.File.FullName} has changed since this invoker started; restart it.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Another archive lies there")
            : TypedResults.PhysicalFile(archive.File.FullName, "application/gzip");
    }
}
