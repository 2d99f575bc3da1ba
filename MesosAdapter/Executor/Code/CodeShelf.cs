namespace Faas.Mesos.Executor.Code;

/// <summary>What is on disk, how large, and how long unused: decides what goes when there is too much.</summary>
/// <param name="capacity">Bytes kept at most; what is in use stays in any case.</param>
internal sealed class CodeShelf(long capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Item> _byUse = new();
    private readonly Dictionary<string, LinkedListNode<Item>> _items = [];
    private long _total;

    /// <summary>Takes an item into use; <see langword="false"/> when it is not here.</summary>
    public bool TryPin(string name)
    {
        lock (_lock)
        {
            if (!_items.TryGetValue(name, out var node)) return false;
            node.ValueRef.Pins++;
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return true;
        }
    }

    public void Unpin(string name)
    {
        lock (_lock) _items[name].ValueRef.Pins--;
    }

    /// <summary>Adds an item, newest of all.</summary>
    /// <returns>What is to be deleted now.</returns>
    public IReadOnlyList<string> Add(string name, long size)
    {
        lock (_lock)
        {
            if (!_items.TryAdd(name, new(new Item { Name = name, Size = size }))) return [];
            _byUse.AddLast(_items[name]);
            _total += size;
            return Evict_NeedsLock(name);
        }
    }

    private List<string> Evict_NeedsLock(string spared)
    {
        var victims = new List<string>();
        for (var node = _byUse.First; node is not null && _total > capacity;)
        {
            var next = node.Next;
            if (node.Value.Pins == 0 && node.Value.Name != spared)
            {
                _byUse.Remove(node);
                _items.Remove(node.Value.Name);
                _total -= node.Value.Size;
                victims.Add(node.Value.Name);
            }
            node = next;
        }
        return victims;
    }

    private struct Item
    {
        public required string Name;
        public required long Size;
        public int Pins;
    }
}
