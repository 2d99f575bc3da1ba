using System.Text.RegularExpressions;

namespace Faas.Contracts;

/// <summary>The rule every user-given name follows: OpenWhisk's, so that its clients can name whatever they name there.</summary>
public static partial class EntityName
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "A name starts with a letter, digit or underscore, goes on with those, spaces and any of @ . -, does not end in a space, and has at most 256 characters.";

    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>Whether <paramref name="name"/> may name a namespace, package, function or trigger.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A(\w|\w[\w@ .-]*[\w@.-])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
