namespace Faas.Gateway.Problems;

/// <summary>What is wrong with a request, by field: all of it, so that its user mends it in one go.</summary>
internal sealed class Mistakes
{
    private readonly SortedDictionary<string, string[]> _byField = new(StringComparer.Ordinal);

    public bool Any => _byField.Count > 0;

    public IReadOnlyDictionary<string, string[]> ByField => _byField;

    public string Summary => string.Join(' ', _byField.Values.SelectMany(problems => problems));

    /// <summary>Notes a mistake and goes on.</summary>
    public void Add(string field, string problem) => _byField[field] = [.. _byField.GetValueOrDefault(field, []), problem];
}
