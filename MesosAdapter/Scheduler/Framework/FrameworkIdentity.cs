using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Options;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability;

namespace Faas.Mesos.Scheduler;

/// <summary>What SUBSCRIBE says about us.</summary>
internal sealed class FrameworkIdentity(CapacityLedger ledger, IOptions<FrameworkOptions> options, IOptions<MasterOptions> master)
{
    private const string DefaultRole = "faas";

    // Crumbs of memory hold no slot, but each comes with all the cpus that an agent has left: held, they make our dominant share the
    // largest, and whoever has the largest share is offered what frees up last. The master keeps them until they add up.
    private static readonly OfferFilters NoCrumbs = new()
    {
        MinAllocatableResources = new()
        {
            Quantities = { new ResourceQuantities { Quantities = { [ResourceBasket.Memory] = new() { Value = 128 }, [ResourceBasket.Cpus] = new() { Value = 0.01 } } } },
        },
    };

    private static readonly Capability.Types.Type[] Capabilities =
    [
        Capability.Types.Type.MultiRole, Capability.Types.Type.ReservationRefinement, Capability.Types.Type.PartitionAware,
        Capability.Types.Type.TaskKillingState, Capability.Types.Type.RegionAware,
    ];

    public FrameworkInfo Describe()
    {
        var framework = options.Value;
        var info = new FrameworkInfo
        {
            Name = framework.FrameworkName,
            User = framework.User,
            FailoverTimeout = framework.FailoverTimeout.TotalSeconds,
            Checkpoint = framework.Checkpoint,
            Hostname = System.Environment.MachineName,
        };
        info.Roles.AddRange(framework.Roles.Count == 0 ? [DefaultRole] : framework.Roles);
        foreach (var role in info.Roles)
        {
            info.OfferFilters[role] = NoCrumbs;
        }
        info.Capabilities.AddRange(Capabilities.Select(type => new Capability { Type = type }));
        if (ledger.FrameworkId is { } frameworkId)
        {
            info.Id = new FrameworkID { Value = frameworkId };
        }
        if (master.Value.Principal is { } principal)
        {
            info.Principal = principal;
        }
        if (framework.WebUi is { } webUi)
        {
            info.WebuiUrl = webUi.ToString();
        }
        return info;
    }
}
