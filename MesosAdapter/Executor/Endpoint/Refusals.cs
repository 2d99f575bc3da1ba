using Faas.Contracts;

namespace Faas.Mesos.Executor.Endpoint;

/// <summary>Writes refusals: one status a fault.</summary>
internal static class Refusals
{
    public static int StatusOf(ExecutorFault fault) => fault switch
    {
        ExecutorFault.Unauthorized => StatusCodes.Status401Unauthorized,
        ExecutorFault.BadRequest => StatusCodes.Status400BadRequest,
        ExecutorFault.UnknownSlot or ExecutorFault.UnknownContainer => StatusCodes.Status404NotFound,
        ExecutorFault.Occupied or ExecutorFault.AlreadyStarted => StatusCodes.Status409Conflict,
        ExecutorFault.ContainerGone or ExecutorFault.Restarted => StatusCodes.Status410Gone,
        ExecutorFault.UnknownKind => StatusCodes.Status422UnprocessableEntity,
        ExecutorFault.ImagePulling => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static Task RefuseAsync(this HttpContext context, ExecutorFault fault, string detail)
    {
        context.Response.StatusCode = StatusOf(fault);
        return context.Response.WriteAsJsonAsync(new ExecutorProblem(fault, detail), ContractsJson.Default.ExecutorProblem, cancellationToken: context.RequestAborted);
    }
}
