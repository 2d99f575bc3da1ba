using System.Threading.Channels;
using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Pool;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Invoker.Tests.Pool;

public sealed class ContainerMakerTests
{
    private static readonly FunctionDefinition Function = new() { Namespace = "guest", Name = FunctionName.Parse("f", null), Kind = "nodejs:20", Revision = "1", UpdatedAt = default };

    private readonly FakeTimeProvider _time = new();
    private readonly OneSlot _slots = new();
    private readonly Host _host = new();
    private readonly ContainerMaker _maker;

    public ContainerMakerTests() =>
        _maker = new(_slots, _host, null!, new(Options.Create(new PoolOptions()), _time), new(null!, Options.Create(new InvokerOptions()), _time), _time, NullLogger<ContainerMaker>.Instance);

    [Fact]
    public async Task A_slot_is_given_back_only_once_its_executor_has_removed_the_container()
    {
        var container = await _maker.MakeAsync(Function, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        _host.InReach = false;

        await _maker.RemoveAsync(container, "test");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_slots.Returned.IsCompleted);

        _host.InReach = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        await _slots.Returned.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Empty(_host.Containers);
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_leaves_no_container_in_a_slot_that_is_given_back()
    {
        _host.LosesAnswers = true;

        await Assert.ThrowsAsync<ExecutorCallException>(() => _maker.MakeAsync(Function, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));

        await _slots.Returned.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Empty(_host.Containers);
    }

    [Fact]
    public async Task A_slot_that_is_lost_is_waited_for_no_longer()
    {
        var container = await _maker.MakeAsync(Function, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        _host.InReach = false;
        await _maker.RemoveAsync(container, "test");

        await container.Lost.CancelAsync();

        await _slots.Returned.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    /// <summary>An executor that may be out of reach, or lose its answers on the way.</summary>
    private sealed class Host : IContainerCalls
    {
        public bool InReach { get; set; } = true;

        public bool LosesAnswers { get; set; }

        public HashSet<string> Containers { get; } = [];

        public Task<ContainerStarted> StartAsync(Uri executor, string container, ContainerStart start, CancellationToken ct)
        {
            Reach(ct);
            Containers.Add(container);
            return LosesAnswers ? throw new ExecutorCallException(CallFailure.Unknown, null, "lost") : Task.FromResult(new ContainerStarted(1));
        }

        public Task<ContainerStarted?> AdoptAsync(Uri executor, WarmContainer warm, CancellationToken ct) => Task.FromResult<ContainerStarted?>(null);

        public Task RemoveAsync(Container container, CancellationToken ct)
        {
            Reach(ct);
            Containers.Remove(container.Id);
            return Task.CompletedTask;
        }

        public Task<ContainerReply> InitAsync(Container container, ContainerInit init, CancellationToken ct) => throw new NotSupportedException();

        public Task<RunAnswer> RunAsync(Container container, RunAsk ask, CancellationToken ct) => throw new NotSupportedException();

        private void Reach(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            if (!InReach) throw new ExecutorCallException(CallFailure.Unknown, null, "out of reach");
        }
    }

    private sealed class OneSlot : ISlotSource
    {
        private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Returned => _returned.Task;

        public ChannelReader<SlotLoss> Losses { get; } = Channel.CreateUnbounded<SlotLoss>().Reader;

        public ChannelReader<bool> Shortages { get; } = Channel.CreateUnbounded<bool>().Reader;

        public Task<Slot> TakeAsync(SlotWish wish, CancellationToken ct) => Task.FromResult(new Slot("s", "a", new("http://127.0.0.1:1"), wish.MemoryMiB));

        public ValueTask ReturnAsync(Slot slot, CancellationToken ct)
        {
            _returned.TrySetResult();
            return default;
        }

        public CapacityStatus? Describe() => null;
    }
}
