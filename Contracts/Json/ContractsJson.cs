using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faas.Contracts;

/// <summary>The JSON of everything that one room writes and another reads: camelCase, enums by name in kebab-case, nulls left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(KebabCaseConverter<InvocationState>), typeof(KebabCaseConverter<Outcome>), typeof(KebabCaseConverter<StartKind>),
        typeof(KebabCaseConverter<ContainerEnd>), typeof(KebabCaseConverter<ExecutorFault>), typeof(KebabCaseConverter<ImageState>),
    ])]
[JsonSerializable(typeof(FunctionDefinition))]
[JsonSerializable(typeof(NamespaceLimits))]
[JsonSerializable(typeof(InvocationRecord))]
[JsonSerializable(typeof(InvokerStatus))]
[JsonSerializable(typeof(KindStatus))]
[JsonSerializable(typeof(StoredSlot))]
[JsonSerializable(typeof(SlotGrant))]
[JsonSerializable(typeof(ContainerStart))]
[JsonSerializable(typeof(ContainerStarted))]
[JsonSerializable(typeof(ContainerAdoption))]
[JsonSerializable(typeof(ContainerInit))]
[JsonSerializable(typeof(ContainerReply))]
[JsonSerializable(typeof(ExecutorDescription))]
[JsonSerializable(typeof(ExecutorProblem))]
[JsonSerializable(typeof(ReachQuestion))]
[JsonSerializable(typeof(ReachAnswer))]
public sealed partial class ContractsJson : JsonSerializerContext;
