namespace Faas.QueueModel.Tests.Histories;

/// <summary>
/// One step of a history, in the alphabet of the model: an action named as its script, who took it, and what the store answered.
/// <code>
/// enqueue gateway i3 sync high now                take-lease A 17 | refused          renew-lease A 17 ok | refused     drop-lease A 17
/// enqueue gateway i3 async normal delayed         claim A 17 i3.1@99 | nothing | refused                               start A i3.1@99
/// room A 17                                       hand A 17 i3.1@99 heard | lost
/// finish B A i3.1@99 ok | refused                 retry A A i3.1@99 ok | refused     bury A A i3.1@99 ok | refused     release B A i3.1@99 unstarted ok
/// due i3      promote B i3 ok | refused           renew-session A                    expire-session A                  expire-lease      failover 17
/// see gateway i3 queued | queued-again | running | done | none      forget i3        cancel gateway i3 recorded | claimed | waiting, then waiting | running | refused      cancel gateway ? waiting waiting
/// list-letters operator i3 i5                     redrive operator i3 i7 ok | same   purge operator i3 ok | refused
/// balance 25 3 1 2 10 4 3 2 1 0 0 ready: accepted, waiting, delayed, running, done, failed, dead, cancelled; noted as delayed, as holes and as uncounted; and whether it is known to wait
/// </code>
/// Room is what an end leaves that claims no other; hand is a claim made where its invocation was accepted, and whether word of it reaches its claimant.
/// What is known of one that is cancelled is what was seen of it before, and the answer where it was then; ? is one that the store has lost. A claim is its invocation, attempt and moment; who finishes or releases (B) need not be whose claim it is (A).
/// </summary>
internal sealed record Line(string Action, params string[] Words)
{
    public string this[int word] => Words[word];

    public static Line Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(words[0], words[1..]);
    }

    public override string ToString() => string.Join(' ', Words.Prepend(Action));
}

/// <summary>What a claim is called: <c>i3.1@99</c>.</summary>
internal sealed record ClaimName(string Invocation, int Attempt, string Moment)
{
    public static ClaimName Parse(string text)
    {
        var (dot, at) = (text.IndexOf('.', StringComparison.Ordinal), text.IndexOf('@', StringComparison.Ordinal));
        return new(text[..dot], int.Parse(text.AsSpan(dot + 1, at - dot - 1), null), text[(at + 1)..]);
    }

    public override string ToString() => $"{Invocation}.{Attempt}@{Moment}";
}
