namespace Faas.Invoker.Dispatch;

/// <summary>
/// A one-place signal and the turns it sets off, one at a time: a signal while a turn goes on is another turn, and more than one is one. Whoever signals makes
/// the turn up to where it first waits: to wake another thread for that costs more.
/// </summary>
/// <param name="turn">Must not throw.</param>
internal sealed class TurnSignal(Func<Task> turn)
{
    private const int AtRest = 0, UnderWay = 1, SetAgain = 2, Ended = 3;

    private int _state;
    private Task _turns = Task.CompletedTask;

    /// <summary>Whether a turn goes on.</summary>
    public bool IsUnderWay => Volatile.Read(ref _state) is UnderWay or SetAgain;

    public void Set()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, UnderWay, AtRest))
            {
                case AtRest:
                    _turns = GoAsync();
                    return;
                case UnderWay when Interlocked.CompareExchange(ref _state, SetAgain, UnderWay) is AtRest:
                    continue;
                default:
                    return;
            }
        }
    }

    /// <summary>Lets the turn that goes on come to its end; after that there are no more.</summary>
    public async Task EndAsync()
    {
        while (Interlocked.CompareExchange(ref _state, Ended, AtRest) is UnderWay or SetAgain)
        {
            await Volatile.Read(ref _turns);
            // Between the end of a turn's task and that of its state there are a few instructions of another thread.
            await Task.Yield();
        }
    }

    private async Task GoAsync()
    {
        do
        {
            // Nothing of the turn is read before: what was there when the signal came is seen in it.
            Interlocked.Exchange(ref _state, UnderWay);
            await turn();
        }
        while (Interlocked.CompareExchange(ref _state, AtRest, UnderWay) != UnderWay);
    }
}
