using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Rules for each entry of a list.</summary>
internal sealed class DockerTaskOptionsRules : IValidateOptions<DockerTaskOptions>
{
    public ValidateOptionsResult Validate(string? name, DockerTaskOptions options)
    {
        var mistakes = options.Kinds.Select(Mistake).Concat(options.Parameters.Select(Mistake)).OfType<string>().ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes.Select(mistake => $"{DockerTaskOptions.Section}: {mistake}"));
    }

    private static string? Mistake(DockerKind kind) =>
        kind.Kind.Split(':') is not [{ Length: > 0 }, { Length: > 0 }] ? $"'{kind.Kind}' is no kind with a version, as nodejs:20 is."
        : ImageName.TryParse(kind.Image, null, out _) ? null
        : $"the image '{kind.Image}' of {kind.Kind}: {ImageName.Rule}";

    private static string? Mistake(string parameter) => parameter.IndexOf('=', StringComparison.Ordinal) > 0 ? null : $"the parameter '{parameter}' is not name=value.";
}
