using System.Text.Json;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Direct;

/// <summary>The body of a container's <c>/init</c> as every OpenWhisk image reads it: the code itself in it, archives in base64.</summary>
internal sealed class InitBody(CodeStore store)
{
    /// <returns>The body; <see langword="null"/> when the code is not there any more.</returns>
    public async Task<byte[]?> BuildAsync(ContainerInit init, CancellationToken ct)
    {
        var code = init.Code is { } reference ? await store.FindAsync(reference.Sha256, ct) : [];
        if (code is null) return null;
        using var bytes = new MemoryStream();
        await using (var json = new Utf8JsonWriter(bytes)) Write(json, init, code);
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ContainerInit init, byte[] code)
    {
        json.WriteStartObject();
        json.WriteStartObject("value");
        json.WriteString("name", init.Function);
        json.WriteString("main", init.Main);
        json.WriteBoolean("binary", init.Code?.Binary ?? false);
        if (init.Code is { Binary: true }) json.WriteBase64String("code", code);
        else if (init.Code is not null) json.WriteString("code", code);
        json.WriteStartObject("env");
        foreach (var (name, value) in init.Environment) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
