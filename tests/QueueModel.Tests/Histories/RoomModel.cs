namespace Faas.QueueModel.Tests.Histories;

/// <summary>How many runs the owner has room for: one for each end after which it claimed no other, as long as nobody has taken it.</summary>
internal sealed class RoomModel
{
    private (string Session, string Epoch) _owner = ("", "");
    private int _places;

    public void Add(string session, string epoch)
    {
        _places = _owner == (session, epoch) ? _places + 1 : 1;
        _owner = (session, epoch);
    }

    /// <summary>Whether there was any.</summary>
    public bool TryTake(string session, string epoch)
    {
        if (_owner != (session, epoch) || _places == 0) return false;
        _places--;
        return true;
    }

    /// <summary>Whoever puts one back has none.</summary>
    public void Clear() => _places = 0;

    /// <summary>Whoever claims takes it, if there is any.</summary>
    public void Take() => _places = Math.Max(0, _places - 1);
}
