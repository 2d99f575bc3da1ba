namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

public sealed class SandboxExhaustionTests() : HostileExhaustion(new SandboxGround());

public sealed class SandboxPrivilegeTests() : HostilePrivilege(new SandboxGround());

public sealed class SandboxReachTests() : HostileReach(new SandboxGround());

public sealed class SandboxTrickTests() : HostileTricks(new SandboxGround());
