using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Faas.Mesos.Local.Http;

/// <summary>Finds what Mesos declares as required and a message lacks.</summary>
internal static class RequiredFields
{
    /// <returns>Paths such as subscribe.framework_info or accept.operations[0].launch.task_infos[1].name.</returns>
    public static IEnumerable<string> Missing(IMessage message, string path = "")
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var name = path + field.Name;
            if (field.IsRepeated)
            {
                foreach (var inner in MissingInMany(field, field.Accessor.GetValue(message), name))
                {
                    yield return inner;
                }
            }
            else if (!field.Accessor.HasValue(message))
            {
                if (IsRequired(field))
                {
                    yield return name;
                }
            }
            else if (field.Accessor.GetValue(message) is IMessage child)
            {
                foreach (var inner in Missing(child, name + "."))
                {
                    yield return inner;
                }
            }
        }
    }

    private static IEnumerable<string> MissingInMany(FieldDescriptor field, object items, string name) =>
        field.FieldType == FieldType.Message && !field.IsMap
            ? ((IEnumerable)items).Cast<IMessage>().SelectMany((item, index) => Missing(item, $"{name}[{index}]."))
            : [];

    private static bool IsRequired(FieldDescriptor field) => field.GetOptions()?.GetExtension(MustExtensions.Must) == true;
}
