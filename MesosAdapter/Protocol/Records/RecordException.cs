namespace Faas.Mesos.Protocol;

/// <summary>A RecordIO stream that cannot be read on: garbage, a record over the limit, or an end within a record.</summary>
public sealed class RecordException(string message) : IOException(message);
