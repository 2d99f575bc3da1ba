using System.Text.Json;
using System.Text.RegularExpressions;
using Faas.Contracts;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>Reads a function out of JSON. All mistakes are noted, not the first alone.</summary>
internal static partial class FunctionReader
{
    /// <summary>Largest parameters, environment or annotations, in bytes.</summary>
    public const int MaxPart = 1 << 20;

    /// <param name="name">The name the path says, or <see langword="null"/> when the body must.</param>
    /// <returns>The function; of no use when <paramref name="mistakes"/> has any.</returns>
    public static ReadFunction Read(JsonElement root, string? name, Mistakes mistakes)
    {
        var fields = new FieldReader(root, "", mistakes);
        fields.RefuseOthers("name", "kind", "image", "main", "code", "binary", "parameters", "environment", "annotations", "limits", "retry", "idempotent");
        var binary = fields.Flag("binary");
        var kind = Needed(fields.Text("kind"), "kind", mistakes);
        var image = Image(fields.Text("image"), kind, mistakes);
        var code = CodeReader.Read(fields, binary, kind != KindStatus.Blackbox, mistakes);
        return new(new()
        {
            Name = Name(fields.Text("name"), name, mistakes),
            Kind = kind,
            Image = image,
            Main = fields.Text("main") ?? "main",
            Binary = binary,
            Parameters = fields.Object("parameters", MaxPart),
            Environment = Environment(fields.Object("environment", MaxPart), mistakes),
            Annotations = AnnotationReader.Read(fields.Object("annotations", MaxPart), mistakes),
            Limits = LimitsReader.Read(fields.Find("limits", "an object", JsonValueKind.Object), mistakes),
            Retry = RetryReader.Read(fields.Find("retry", "an object", JsonValueKind.Object), mistakes),
            Idempotent = fields.Flag("idempotent"),
        }, code);
    }

    private static string Needed(string? value, string field, Mistakes mistakes)
    {
        if (string.IsNullOrEmpty(value)) mistakes.Add(field, $"'{field}' is needed.");
        return value ?? "";
    }

    private static ImageName? Image(string? written, string kind, Mistakes mistakes)
    {
        var name = default(ImageName);
        if (written is null && kind == KindStatus.Blackbox) mistakes.Add("image", "A function of the kind 'blackbox' needs 'image'.");
        else if (written is not null && kind.Length > 0 && kind != KindStatus.Blackbox) mistakes.Add("image", "'image' is for functions of the kind 'blackbox' alone.");
        else if (written is not null && !ImageName.TryParse(written, null, out name)) mistakes.Add("image", ImageName.Rule);
        return name;
    }

    private static string Name(string? inBody, string? inPath, Mistakes mistakes)
    {
        if (inPath is not null && inBody is not null && inBody != inPath) mistakes.Add("name", "'name' is not the name in the path.");
        var name = inPath ?? Needed(inBody, "name", mistakes);
        if (name.Length > 0 && !EntityName.IsValid(name)) mistakes.Add("name", EntityName.Rule);
        return name;
    }

    private static Dictionary<string, string> Environment(JsonElement? variables, Mistakes mistakes)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (variables is null) return environment;
        foreach (var variable in variables.Value.EnumerateObject())
        {
            var field = $"environment.{variable.Name}";
            if (!VariableName().IsMatch(variable.Name)) mistakes.Add(field, "A variable's name is letters, digits and underscores, and does not start with a digit.");
            else if (variable.Name.StartsWith("__OW_", StringComparison.Ordinal)) mistakes.Add(field, "Names that start with __OW_ belong to the system.");
            else if (variable.Value.ValueKind != JsonValueKind.String) mistakes.Add(field, "A variable's value is a string.");
            else if (variable.Value.GetString()!.Contains('\0', StringComparison.Ordinal)) mistakes.Add(field, "A variable's value holds no NUL.");
            else environment[variable.Name] = variable.Value.GetString()!;
        }
        return environment;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableName();
}
