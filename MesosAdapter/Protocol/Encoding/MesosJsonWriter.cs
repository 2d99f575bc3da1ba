using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Faas.Mesos.Protocol;

/// <summary>Writes Mesos' JSON dialect: proto field names, enum names, base64 bytes, 64-bit integers as numbers.</summary>
public static class MesosJsonWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The message as UTF-8.</returns>
    public static byte[] Write(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            WriteMessage(json, message);
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsRepeated)
            {
                WriteMany(json, field, field.Accessor.GetValue(message));
            }
            else if (field.Accessor.HasValue(message))
            {
                json.WritePropertyName(field.Name);
                WriteValue(json, field, field.Accessor.GetValue(message));
            }
        }
        json.WriteEndObject();
    }

    private static void WriteMany(Utf8JsonWriter json, FieldDescriptor field, object values)
    {
        if (((ICollection)values).Count == 0)
        {
            return;
        }
        json.WritePropertyName(field.Name);
        if (values is IDictionary map)
        {
            WriteMap(json, field.MessageType.FindFieldByNumber(2), map);
            return;
        }
        json.WriteStartArray();
        foreach (var item in (IEnumerable)values)
        {
            WriteValue(json, field, item);
        }
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, FieldDescriptor valueField, IDictionary map)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            json.WritePropertyName((string)entry.Key);
            WriteValue(json, valueField, entry.Value!);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message: WriteMessage(json, message); break;
            case ByteString bytes: json.WriteBase64StringValue(bytes.Span); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case double number: json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)); break;
            case int number: json.WriteNumberValue(number); break;
            case uint number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            default: json.WriteStringValue(EnumName(field.EnumType, value)); break;
        }
    }

    private static string EnumName(EnumDescriptor type, object value)
    {
        var number = Convert.ToInt32(value, CultureInfo.InvariantCulture);
        return type.FindValueByNumber(number)?.Name ?? number.ToString(CultureInfo.InvariantCulture);
    }
}
