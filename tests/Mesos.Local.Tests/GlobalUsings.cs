global using Faas.Mesos.Protocol;
global using Faas.Mesos.Protocol.V1;
global using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;
