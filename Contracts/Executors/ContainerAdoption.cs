namespace Faas.Contracts;

/// <summary>Body of <c>POST /containers/{id}/owner</c>, answered 200 with a <see cref="ContainerStarted"/>: a warm container passes to another invoker, once nothing runs in it.</summary>
/// <param name="From">The session it has belonged to, which is over.</param>
/// <param name="To">The session it belongs to from now on; nobody else's runs are started in it any more.</param>
public sealed record ContainerAdoption(string From, string To)
{
    /// <summary>Header of requests to an executor: the session of the invoker that asks. Without it, whose the container is does not matter.</summary>
    public const string SessionHeader = "Faas-Session";
}
