namespace Faas.Mesos.Scheduler;

/// <summary>Guesses the master's <c>--offer_timeout</c>, which no call tells, from the ages at which it takes offers back.</summary>
internal sealed class OfferTimeoutGuess
{
    private const int Enough = 3;
    private const double Alike = 1.1;
    // Before that it is younger than any timeout that makes sense: an agent went, or a quota changed.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Queue<TimeSpan> _ages = new();

    /// <summary>How long an offer may be trusted to be there; <see langword="null"/> while nothing is known.</summary>
    public TimeSpan? Trust { get; private set; }

    public void Rescinded(TimeSpan age)
    {
        if (age < Least)
        {
            return;
        }
        _ages.Enqueue(age);
        if (_ages.Count > Enough)
        {
            _ages.Dequeue();
        }
        if (_ages.Count == Enough && _ages.Max() < _ages.Min() * Alike)
        {
            Trust = _ages.Min() * 0.8;
        }
    }
}
