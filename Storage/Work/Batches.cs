namespace Faas.Storage;

/// <summary>
/// Sends items of one key a batch at a time: an item that comes while nothing of its key is on its way, or less than may be, goes at once; those that come
/// meanwhile go together in the next. One alone waits for nobody; many share what a call costs.
/// </summary>
/// <param name="send">Sends a batch and answers each item in order; what it throws, every item of the batch hears, and where the store is away those that wait behind it.</param>
/// <param name="weigh">Weight of an item.</param>
/// <param name="most">Most items of a batch.</param>
/// <param name="heaviest">Most weight of a batch of more than one item.</param>
/// <param name="atATime">How many batches of a key may be on their way; with more than one the order of items is kept by nobody.</param>
internal sealed class Batches<TKey, TItem, TAnswer>(Func<TKey, IReadOnlyList<TItem>, Task<TAnswer[]>> send, Func<TItem, int> weigh, int most, int heaviest, int atATime = 1)
    where TKey : notnull
{
    private readonly Lock _lock = new();

    /// <summary>Keys of which batches are on their way, and what waits for the next.</summary>
    private readonly Dictionary<TKey, Line> _lines = [];

    /// <summary>Its answer. Who awaits it goes on where the answer was read, before the others of the batch: nobody may block there.</summary>
    public Task<TAnswer> AddAsync(TKey key, TItem item)
    {
        var entry = new Entry(item);
        lock (_lock)
        {
            if (!_lines.TryGetValue(key, out var line)) _lines[key] = line = new();
            if (line.OnTheirWay == atATime)
            {
                line.Behind.Enqueue(entry);
                return entry.Task;
            }
            line.OnTheirWay++;
        }
        _ = SendAllAsync(key, [entry]);
        return entry.Task;
    }

    private async Task SendAllAsync(TKey key, List<Entry> first)
    {
        var (batch, answer) = (first, SendAsync(key, first));
        while (true)
        {
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Where the store is away those behind would wait as long, for the same word.
            if (answer.Exception?.InnerException is StoreUnavailableException) batch.AddRange(TakeAll(key));
            // The next is on its way before anybody hears of this one.
            var next = Take(key);
            var nextAnswer = next.Count > 0 ? SendAsync(key, next) : null;
            for (var i = 0; i < batch.Count; i++) batch[i].Hear(answer, i);
            if (nextAnswer is null) return;
            (batch, answer) = (next, nextAnswer);
        }
    }

    private async Task<TAnswer[]> SendAsync(TKey key, List<Entry> batch) => await send(key, batch.ConvertAll(entry => entry.Item));

    /// <returns>Nothing when nothing waits: then there is one less on its way.</returns>
    private List<Entry> Take(TKey key)
    {
        lock (_lock)
        {
            var line = _lines[key];
            if (line.Behind.Count == 0)
            {
                if (--line.OnTheirWay == 0) _lines.Remove(key);
                return [];
            }
            var (batch, weight) = (new List<Entry>(Math.Min(line.Behind.Count, most)), 0L);
            while (batch.Count < most && line.Behind.TryPeek(out var entry) && (batch.Count == 0 || weight + weigh(entry.Item) <= heaviest))
            {
                weight += weigh(entry.Item);
                batch.Add(line.Behind.Dequeue());
            }
            return batch;
        }
    }

    private Entry[] TakeAll(TKey key)
    {
        lock (_lock)
        {
            var behind = _lines[key].Behind;
            Entry[] all = [.. behind];
            behind.Clear();
            return all;
        }
    }

    private sealed class Line
    {
        public int OnTheirWay { get; set; }

        public Queue<Entry> Behind { get; } = new();
    }

    private sealed class Entry(TItem item) : TaskCompletionSource<TAnswer>
    {
        public TItem Item => item;

        public void Hear(Task<TAnswer[]> answer, int at)
        {
            if (answer.IsCompletedSuccessfully) SetResult(answer.Result[at]);
            else SetException(answer.Exception?.InnerExceptions ?? (IEnumerable<Exception>)[new TaskCanceledException(answer)]);
        }
    }
}
