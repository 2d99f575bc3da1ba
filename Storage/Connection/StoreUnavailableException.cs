namespace Faas.Storage;

/// <summary>The store cannot be reached or refuses to write. Whether the command was carried out is not known. It comes back by itself: try again.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
