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
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && (IsPlain(name) || Pattern().IsMatch(name));

    /// <summary>Most names are, and ids of functions are read from every wake.</summary>
    private static bool IsPlain(ReadOnlySpan<char> name) => !name.ContainsAnyExcept(Plain);

    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    [GeneratedRegex(@"\A(\w|\w[\w@ .-]*[\w@.-])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
