using Google.Protobuf;

namespace Faas.Mesos.Local.Http;

/// <summary>How Mesos writes the type of a call or an event: ACCEPT, UPDATE_FRAMEWORK.</summary>
internal static class WireName
{
    public static string Of(IMessage message)
    {
        var type = message.Descriptor.FindFieldByName("type");
        var value = Convert.ToInt32(type.Accessor.GetValue(message), System.Globalization.CultureInfo.InvariantCulture);
        return type.EnumType.FindValueByNumber(value)?.Name ?? "UNKNOWN";
    }
}
