namespace Faas.QueueModel.Tests.Histories;

/// <summary>The lease of the shard and the sessions of invokers, as queue.pml has them. Each step answers why it cannot be, or <see langword="null"/>.</summary>
internal sealed class LeaseModel
{
    private readonly HashSet<string> _living = [], _everOver = [];
    private (string Session, long Epoch)? _held;
    private long _lastEpoch;

    public bool Holds(string session, string epoch) => _held is { } held && held.Session == session && held.Epoch == long.Parse(epoch, null);

    /// <summary>Whether others may have seen this session end.</summary>
    public bool MayBeOver(string session) => !_living.Contains(session) || _everOver.Contains(session);

    public string? Take(string session, string answer)
    {
        if (answer == "refused") return _held is { } other && other.Session != session ? null : "the lease was free";
        var epoch = long.Parse(answer, null);
        if (_held is { } held) return held == (session, epoch) ? null : $"{held.Session} held it";
        if (epoch <= _lastEpoch) return $"epoch {_lastEpoch} had been given already";
        (_held, _lastEpoch) = ((session, epoch), epoch);
        return null;
    }

    public string? Renew(string session, string epoch, string answer) => (answer == "ok") == Holds(session, epoch) ? null : "the model has another holder";

    public string? Drop(string session, string epoch)
    {
        if (Holds(session, epoch)) _held = null;
        return null;
    }

    public string? Expire()
    {
        _held = null;
        return null;
    }

    /// <summary>To a server whose clock is behind that of the one which gave the last epoch.</summary>
    public string? Failover(string epoch)
    {
        _lastEpoch = long.Parse(epoch, null);
        return null;
    }

    public string? RenewSession(string session)
    {
        _living.Add(session);
        return null;
    }

    public string? ExpireSession(string session)
    {
        _living.Remove(session);
        _everOver.Add(session);
        return null;
    }
}
