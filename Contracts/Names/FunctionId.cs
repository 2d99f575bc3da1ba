namespace Faas.Contracts;

/// <summary>Which function, across all namespaces. Its text, <c>namespace/name</c> or <c>namespace/package/name</c>, is what queues and logs carry.</summary>
/// <param name="Namespace">Whose function it is; follows <see cref="EntityName"/>.</param>
/// <param name="Name">Its name inside the namespace.</param>
public readonly record struct FunctionId(string Namespace, FunctionName Name)
{
    /// <summary>The shard that holds everything of this function.</summary>
    public Shard Shard => Shard.Of(Namespace, Name.ToString());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text was not written by <see cref="ToString"/>.</exception>
    public static FunctionId Parse(string text)
    {
        var slash = text.IndexOf('/');
        return slash > 0 ? new(text[..slash], FunctionName.Parse(text[(slash + 1)..], null)) : throw new FormatException($"'{text}' is not a function id.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
