using System.Runtime.CompilerServices;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>An item of the conformance list.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ItemAttribute : FactAttribute
{
    public ItemAttribute(int number, string text, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        (Number, Text) = (number, text);
        DisplayName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:00} {text}");
    }

    public int Number { get; }

    public string Text { get; }
}
