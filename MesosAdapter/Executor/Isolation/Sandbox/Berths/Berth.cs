using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>A place made ahead for a container: a user namespace with a user nobody else is, and a network namespace with an address nobody else has.</summary>
/// <param name="Number">Tells it from the executor's other berths.</param>
/// <param name="UserNamespace">Keeps the namespace alive; <see cref="SandboxCommand.UserInside"/> in it is the berth's own user outside.</param>
/// <param name="Network">File of its network namespace; <see langword="null"/> where containers get an empty one each.</param>
/// <remarks>A function has no right over either namespace and so leaves nothing in them: the next container may have the berth.</remarks>
internal sealed record Berth(int Number, SafeFileHandle UserNamespace, string? Network);
