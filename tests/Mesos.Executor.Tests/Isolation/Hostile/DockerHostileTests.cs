namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

[Collection(nameof(DockerRuntimes))]
public sealed class DockerExhaustionTests(DockerRuntimes runtimes) : HostileExhaustion(new DockerGround(runtimes));

[Collection(nameof(DockerRuntimes))]
public sealed class DockerPrivilegeTests(DockerRuntimes runtimes) : HostilePrivilege(new DockerGround(runtimes));

[Collection(nameof(DockerRuntimes))]
public sealed class DockerReachTests(DockerRuntimes runtimes) : HostileReach(new DockerGround(runtimes));

[Collection(nameof(DockerRuntimes))]
public sealed class DockerTrickTests(DockerRuntimes runtimes) : HostileTricks(new DockerGround(runtimes));
