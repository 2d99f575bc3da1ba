using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Faas.Mesos.Protocol;

/// <summary>
/// Reads Mesos' JSON dialect, which differs from protobuf's own: fields bear their proto names only (a camelCase name is an
/// unknown field and ignored), enums are given by name, numbers never stand for enums.
/// </summary>
public static class MesosJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <exception cref="InvalidDataException">The JSON is malformed, or a value does not fit its field.</exception>
    public static T Read<T>(in ReadOnlySequence<byte> json) where T : IMessage<T>, new()
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var message = new T();
            Fill(message, document.RootElement);
            return message;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"Not a {typeof(T).Name} in JSON: {e.Message}", e);
        }
    }

    private static void Fill(IMessage message, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            var field = message.Descriptor.FindFieldByName(property.Name);
            if (field is not null && property.Value.ValueKind != JsonValueKind.Null)
            {
                Set(message, field, property.Value);
            }
        }
    }

    private static void Set(IMessage message, FieldDescriptor field, JsonElement json)
    {
        if (field.IsMap)
        {
            FillMap((IDictionary)field.Accessor.GetValue(message), field.MessageType, json);
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            foreach (var item in json.EnumerateArray().Select(item => Value(field, item)).OfType<object>())
            {
                list.Add(item);
            }
        }
        else if (Value(field, json) is { } value)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static void FillMap(IDictionary map, MessageDescriptor entry, JsonElement json)
    {
        var valueField = entry.FindFieldByNumber(2);
        foreach (var property in json.EnumerateObject())
        {
            map[property.Name] = Value(valueField, property.Value);
        }
    }

    private static object? Value(FieldDescriptor field, JsonElement json) => field.FieldType switch
    {
        FieldType.Message => Message(field.MessageType, json),
        FieldType.Enum => EnumValue(field.EnumType, json),
        FieldType.Bytes => ByteString.CopyFrom(json.GetBytesFromBase64()),
        FieldType.String => json.GetString(),
        FieldType.Bool => json.GetBoolean(),
        FieldType.Double => Number(json, text => double.Parse(text, CultureInfo.InvariantCulture)),
        FieldType.Int32 => Number(json, text => int.Parse(text, CultureInfo.InvariantCulture)),
        FieldType.UInt32 => Number(json, text => uint.Parse(text, CultureInfo.InvariantCulture)),
        FieldType.Int64 => Number(json, text => long.Parse(text, CultureInfo.InvariantCulture)),
        FieldType.UInt64 => Number(json, text => ulong.Parse(text, CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"{field.Name} is of a kind that Mesos does not use."),
    };

    private static IMessage Message(MessageDescriptor type, JsonElement json)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        Fill(message, json);
        return message;
    }

    // An unknown name is dropped as an unknown field is: a newer Mesos may send it.
    private static object? EnumValue(EnumDescriptor type, JsonElement json) =>
        type.FindValueByName(json.GetString() ?? "") is { } value ? Enum.ToObject(type.ClrType, value.Number) : null;

    private static T Number<T>(JsonElement json, Func<string, T> parse) => parse(json.ValueKind switch
    {
        JsonValueKind.Number => json.GetRawText(),
        JsonValueKind.String => json.GetString()!,
        _ => throw new FormatException($"Expected a number, found {json.ValueKind}."),
    });
}
