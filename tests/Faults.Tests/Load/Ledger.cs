using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Faas.Faults.Tests.Load;

/// <summary>What callers were told and what functions saw, to be compared when all is over.</summary>
internal sealed class Ledger : IDisposable
{
    /// <summary>What a caller may be told while parts of the system die: docs/api.md.</summary>
    private static readonly HashSet<(int, string)> Documented =
    [
        (502, "urn:faas:outcome-unknown"), (503, "urn:faas:store-unavailable"), (503, "urn:faas:no-capacity"), (429, "urn:faas:queue-full"), (429, "urn:faas:limit-reached"),
    ];

    private readonly ConcurrentDictionary<int, string> _accepted = new();
    private readonly ConcurrentDictionary<int, long> _sent = new();
    private readonly ConcurrentDictionary<int, long> _told202 = new();
    private readonly ConcurrentDictionary<int, bool> _answered = new();
    private readonly ConcurrentDictionary<int, bool> _waitedFor = new();
    private readonly ConcurrentDictionary<int, string> _lost = new();
    private readonly ConcurrentDictionary<string, int> _told = new();

    /// <summary>Where functions note the number of each invocation that they start.</summary>
    public string StartsFile { get; } = Path.Combine(Path.GetTempPath(), $"faas-starts-{Guid.NewGuid():N}");

    /// <summary>What must not be, as it was found.</summary>
    public ConcurrentQueue<string> Discrepancies { get; } = new();

    public IReadOnlyDictionary<int, string> Accepted => _accepted;

    /// <summary>Accepted and never ended.</summary>
    public IReadOnlyDictionary<int, string> Lost => _lost;

    /// <summary>Waited for by their callers, and started more than once.</summary>
    public IReadOnlyList<int> StartedTwice { get; private set; } = [];

    public bool IsClean => Discrepancies.IsEmpty && _lost.IsEmpty && StartedTwice.Count == 0;

    /// <summary>When an invocation was sent.</summary>
    public long SentAt(int n) => _sent[n];

    /// <summary>When its caller was told that it is accepted.</summary>
    public long AcceptedAt(int n) => _told202[n];

    public void Sent(int n, bool waits)
    {
        _sent[n] = Stopwatch.GetTimestamp();
        if (waits) _waitedFor[n] = true;
    }

    public void NotAnswered(int n) => Discrepancies.Enqueue($"invocation {n} was not answered in two minutes");

    public void Cut() => Count("cut off");

    public void Told(int n, bool waits, Answer answer)
    {
        Count(answer.Status is 200 or 202 ? $"{answer.Status}" : $"{answer.Status} {answer.Type}");
        if (answer.Status == 202 && !waits) 
        {
            _told202[n] = Stopwatch.GetTimestamp();
            _accepted[n] = answer.Headers["Location"];
        }
        else if (answer.Status == 200 && waits)
        {
            _answered[n] = true;
            if (Number(answer.Json) != n) Discrepancies.Enqueue($"invocation {n} was answered with another's result: {answer.Body}");
        }
        else if (answer.Status is 200 or 202 || !Documented.Contains((answer.Status, answer.Type))) Discrepancies.Enqueue($"invocation {n} was answered {answer.Status}: {answer.Body}");
    }

    public void Ended(int n, JsonElement record)
    {
        var state = record.GetProperty("state").GetString();
        Count($"ended {state}");
        if (state != "done") Discrepancies.Enqueue($"accepted invocation {n} ended otherwise: {record}");
        else if (Number(record.GetProperty("result")) != n) Discrepancies.Enqueue($"accepted invocation {n} has another's result: {record}");
    }

    public void NotEnded(int n) => _lost[n] = _accepted[n];

    /// <summary>Compares with what the functions themselves have counted.</summary>
    public void Close()
    {
        var starts = File.Exists(StartsFile) ? File.ReadLines(StartsFile).CountBy(line => int.Parse(line, CultureInfo.InvariantCulture)).ToDictionary() : [];
        StartedTwice = [.. starts.Where(start => start.Value > 1 && _waitedFor.ContainsKey(start.Key)).Select(start => start.Key)];
        foreach (var n in _answered.Keys.Concat(_accepted.Keys.Except(_lost.Keys)).Where(n => !starts.ContainsKey(n))) Discrepancies.Enqueue($"invocation {n} was answered and never started");
        _told["started"] = starts.Values.Sum();
        _told["started again"] = starts.Values.Sum(times => times - 1);
    }

    public void Dispose() => File.Delete(StartsFile);

    public override string ToString() =>
        string.Join('\n', _told.OrderBy(line => line.Key, StringComparer.Ordinal).Select(line => $"{line.Value,8}  {line.Key}").Concat(_lost.Take(20).Select(one => $"LOST: {one.Key} at {one.Value}")).Concat(StartedTwice.Take(20).Select(n => $"STARTED TWICE: {n}, whose caller waits")).Concat(Discrepancies.Take(20).Select(one => $"DISCREPANCY: {one}")));

    private void Count(string what) => _told.AddOrUpdate(what, 1, (_, count) => count + 1);

    private static int Number(JsonElement result) => result.ValueKind == JsonValueKind.Object && result.TryGetProperty("n", out var n) ? n.GetInt32() : -1;
}
