using Faas.Contracts;

namespace Faas.Storage;

/// <summary>A priority as scripts read it.</summary>
internal static class PriorityLetter
{
    public static char Of(Priority priority) => priority switch
    {
        Priority.High => 'h',
        Priority.Normal => 'n',
        Priority.Low => 'l',
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, "No such priority."),
    };

    public static Priority Read(char letter) => letter switch
    {
        'h' => Priority.High,
        'l' => Priority.Low,
        _ => Priority.Normal,
    };
}
