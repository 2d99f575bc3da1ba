using System.Net;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Finds the master that leads and subscribes there.</summary>
internal sealed class MasterClient(MasterCalls calls, IOptions<MasterOptions> options, TimeProvider time)
{
    private const int MaxHops = 5;

    private Uri? _lastLeader;
    private int _next;

    /// <summary>One attempt: at the master that led last, or the next of the list, and wherever it points.</summary>
    /// <exception cref="MasterException">The master refuses, or does not lead and knows nobody who does.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task<Subscription> SubscribeAsync(FrameworkInfo framework, CancellationToken ct)
    {
        var endpoint = new Uri(_lastLeader ?? options.Value.Masters[_next++ % options.Value.Masters.Count], MesosHttp.SchedulerPath);
        _lastLeader = null;
        for (var hop = 0; hop < MaxHops; hop++)
        {
            var answer = await calls.SubscribeAsync(endpoint, Calls.Subscribe(framework), ct);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                var master = new Uri(endpoint, "/");
                var subscription = await Subscription.OpenAsync(master, answer, calls, time, ct);
                _lastLeader = master;
                return subscription;
            }
            using (answer)
            {
                endpoint = await NextAsync(endpoint, answer, ct)
                    ?? throw new MasterException($"{endpoint} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
            }
        }
        throw new MasterException($"The masters point at each other: {MaxHops} redirects, the last to {endpoint}.");
    }

    // A master that does not lead redirects; one that cannot serve now may still know who does.
    private async Task<Uri?> NextAsync(Uri endpoint, HttpResponseMessage answer, CancellationToken ct)
    {
        var next = answer.StatusCode switch
        {
            HttpStatusCode.TemporaryRedirect when answer.Headers.Location is { } location => Follow(endpoint, location),
            HttpStatusCode.ServiceUnavailable => await calls.RedirectAsync(endpoint, ct) is { } leader ? new Uri(leader, MesosHttp.SchedulerPath) : null,
            _ => null,
        };
        return next == endpoint ? null : next;
    }

    /// <summary>Mesos leaves the scheme out: <c>//host:port/path</c>, which parses as a file on a share.</summary>
    internal static Uri Follow(Uri from, Uri location) =>
        location.OriginalString.StartsWith("//", StringComparison.Ordinal)
            ? new Uri($"{from.Scheme}:{location.OriginalString}")
            : new Uri(from, location);
}
