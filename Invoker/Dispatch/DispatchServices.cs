using Faas.Invoker.Arbitration;
using Faas.Invoker.Pool;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Dispatch;

/// <summary>What every dispatcher shares.</summary>
internal sealed class DispatchServices(
    WorkQueue queue, FunctionStore functions, WaitStore waits, ContainerMaker maker, Lane lane, Completion completion, InFlight inFlight, ClaimRecovery recovery, Evictor evictor, NamespaceShares shares, LeftRuns left,
    InvokerIdentity identity, IOptions<PoolOptions> pool, TimeProvider time, ILoggerFactory loggers)
{
    public WorkQueue Queue => queue;
    public FunctionStore Functions => functions;
    public WaitStore Waits => waits;
    public ContainerMaker Maker => maker;
    public Lane Lane => lane;
    public Completion Completion => completion;
    public InFlight InFlight => inFlight;
    public ClaimRecovery Recovery => recovery;
    public Evictor Evictor => evictor;
    public NamespaceShares Shares => shares;
    public LeftRuns Left => left;
    public string Session => identity.Session;
    public PoolOptions Pool => pool.Value;
    public TimeProvider Time => time;
    public Looks Looks { get; } = new(time);
    public ILogger Logger { get; } = loggers.CreateLogger<FunctionDispatcher>();
}
