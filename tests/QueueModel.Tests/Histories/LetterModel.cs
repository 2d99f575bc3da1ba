namespace Faas.QueueModel.Tests.Histories;

/// <summary>The dead letters of one function, as queue.pml has them. Each step answers why it cannot be, or <see langword="null"/>.</summary>
internal sealed class LetterModel
{
    private readonly List<string> _kept = [];
    private readonly Dictionary<string, string> _redriven = [];

    public void Keep(string id) => _kept.Add(id);

    /// <param name="all">Those that were listed, oldest first.</param>
    public string? List(string[] all) => all.SequenceEqual(_kept) ? null : $"the model keeps {string.Join(' ', _kept)}";

    /// <summary>Whether what a letter became is accepted now, or was before.</summary>
    public bool IsFirst(string id, string becomes) => _redriven.TryAdd(id, becomes);

    public string? Again(string id, string becomes) => _redriven[id] == becomes ? null : $"it became {_redriven[id]}";

    public string? Purge(string id, string answer) => (answer == "ok") == _kept.Remove(id) ? null : $"the model {(answer == "ok" ? "does not keep" : "keeps")} it";
}
