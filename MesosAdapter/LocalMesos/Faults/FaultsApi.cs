using System.Globalization;
using System.Net;

namespace Faas.Mesos.Local.Faults;

/// <summary>
/// The switches over HTTP, for tests whose LocalMesos is a process of its own: <c>/local-mesos/…</c> on every master, for callers on
/// this machine alone. README.md lists them.
/// </summary>
internal sealed class FaultsApi(LocalMesosFaults faults)
{
    private const string Root = "/local-mesos";

    public void Map(WebApplication app)
    {
        var switches = app.MapGroup(Root).AddEndpointFilter(OnlyFromHere);
        switches.MapGet("", Describe);
        switches.MapPost("/streams/drop", (string? framework) => faults.DropStreams(framework));
        switches.MapPost("/offers/rescind", (string? framework) => faults.RescindOffers(framework));
        switches.MapPost("/leader/lose", faults.LoseLeader);
        switches.MapPost("/leader/fail-over", (bool? agentsReturn) => faults.FailOver(agentsReturn ?? true));
        switches.MapPost("/agents/return", faults.ReturnAgents);
        switches.MapPost("/agents/{id}/{what}", OnAgent);
        switches.MapPost("/messages", Inject);
        switches.MapDelete("/messages", faults.Heal);
    }

    private Dictionary<string, string> Describe() => faults.AgentIds.ToDictionary(id => id, faults.StateOf);

    private IResult OnAgent(string id, string what, double? awaySeconds, double? graceSeconds)
    {
        Action<string>? act = what switch
        {
            "stop" => faults.StopAgent,
            "resume" => faults.ResumeAgent,
            "disconnect" => faults.DisconnectAgent,
            "reconnect" => faults.ReconnectAgent,
            "restart" => agent => faults.RestartAgent(agent, TimeSpan.FromSeconds(awaySeconds ?? 0)),
            "lose" => faults.LoseAgent,
            "drain" => agent => faults.DrainAgent(agent, graceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            "reactivate" => faults.ReactivateAgent,
            "mark-gone" => faults.MarkAgentGone,
            "exhaust-memory" => faults.ExhaustMemory,
            _ => null,
        };
        if (act is null || !faults.AgentIds.Contains(id))
        {
            return Results.Text(act is null ? $"Nothing is called '{what}'." : $"There is no agent {id}.", statusCode: StatusCodes.Status404NotFound);
        }
        act(id);
        return Results.Ok();
    }

    private IResult Inject(string hop, string fate, string? type, int? count, double? delaySeconds)
    {
        if (!Enum.TryParse<Hop>(hop, out var where) || !Enum.TryParse<MessageFate>(fate, out var what))
        {
            return Results.Text(
                string.Create(CultureInfo.InvariantCulture, $"hop is one of {string.Join(", ", Enum.GetNames<Hop>())}; fate of {string.Join(", ", Enum.GetNames<MessageFate>())}."),
                statusCode: StatusCodes.Status400BadRequest);
        }
        faults.Inject(new(where, what, type, count ?? 1, TimeSpan.FromSeconds(delaySeconds ?? 0)));
        return Results.Ok();
    }

    // A page in a browser on this machine is not from here.
    private static async ValueTask<object?> OnlyFromHere(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller) && context.HttpContext.Request.Headers.Origin.Count == 0
            ? await next(context)
            : Results.NotFound();
}
