namespace Faas.Mesos.Scheduler;

/// <summary>
/// How much of the headroom we allow ourselves. A held offer that is taken from us says that somebody else was to have it: the
/// share is halved then, and doubles after every minute of peace.
/// </summary>
internal readonly record struct Modesty(double Share, DateTimeOffset Since)
{
    private const double Least = 1.0 / 16;
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(1);

    public static readonly Modesty None = new(1, DateTimeOffset.MinValue);

    public Modesty Rescinded(DateTimeOffset now) => new(Math.Max(Least, At(now).Share / 2), now);

    public Modesty At(DateTimeOffset now)
    {
        var (share, since) = this;
        while (share < 1 && now >= since + Peace)
        {
            (share, since) = (Math.Min(1, share * 2), since + Peace);
        }
        return new Modesty(share, since);
    }

    /// <summary>When the share grows next.</summary>
    public DateTimeOffset NextAt => Share < 1 ? Since + Peace : DateTimeOffset.MaxValue;
}
