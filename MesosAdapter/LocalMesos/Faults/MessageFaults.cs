using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Faults;

/// <summary>The faults that wait for their messages. Callers hold the gate.</summary>
internal sealed class MessageFaults(Postponed later)
{
    private readonly List<MessageFault> _waiting = [];

    public IReadOnlyList<MessageFault> Waiting => _waiting;

    public void Add(MessageFault fault) => _waiting.Add(fault);

    public void Clear() => _waiting.Clear();

    /// <summary>Takes a message along a hop: at once, as long as no fault waits for it.</summary>
    public void Pass(Hop hop, string type, Action deliver)
    {
        if (_waiting.Count == 0 || Take(hop, type) is not { } fault)
        {
            deliver();
            return;
        }
        switch (fault.Fate)
        {
            case MessageFate.Delay: later.After(fault.Delay, deliver); break;
            case MessageFate.Repeat: deliver(); deliver(); break;
        }
    }

    /// <returns>The fault that meets this message, which counts as one of those it was meant for.</returns>
    public MessageFault? Take(Hop hop, string type)
    {
        var index = _waiting.FindIndex(f => f.Hop == hop && (f.Type is null || f.Type == type));
        if (index < 0)
        {
            return null;
        }
        var fault = _waiting[index];
        if (fault.Count > 1)
        {
            _waiting[index] = fault with { Count = fault.Count - 1 };
        }
        else
        {
            _waiting.RemoveAt(index);
        }
        return fault;
    }
}
