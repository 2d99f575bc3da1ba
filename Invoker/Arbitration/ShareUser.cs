namespace Faas.Invoker.Arbitration;

/// <summary>A function's end of its namespace's share.</summary>
/// <param name="signal">Tells the function that its turn has come.</param>
/// <param name="gone">Called when the function needs it no longer.</param>
internal sealed class ShareUser(NamespaceShare share, Action signal, Action gone) : IDisposable
{
    public int Limit => share.Limit;

    public bool IsFull => share.IsFull;

    /// <summary>Where it stands in line; changed under the lock of its <see cref="NamespaceShare"/>, as the demand it stands there with.</summary>
    internal LinkedListNode<ShareUser>? Place { get; set; }

    /// <summary>0 while it does not stand in line.</summary>
    internal int Demand { get; set; }

    public bool TryTake(int demand) => share.TryTake(this, demand);

    public void Leave() => share.Leave(this);

    public void Release() => share.Release();

    public bool MayContinue(TimeSpan spent, TimeSpan quantum) => share.MayContinue(this, spent, quantum);

    public void Dispose()
    {
        Leave();
        gone();
    }

    internal void Signal() => signal();
}
