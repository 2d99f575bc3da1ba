using StackExchange.Redis;

namespace Faas.Storage.Connection;

/// <summary>Whether the store is one server and its replicas, or a Redis Cluster, where a script touches one slot.</summary>
internal sealed class StoreShape
{
    private volatile bool _isOne;

    /// <summary>Not before that is known.</summary>
    public bool IsOne => _isOne;

    /// <summary>Looks now, and whenever a server has come or changed.</summary>
    public void Watch(ConnectionMultiplexer connection)
    {
        connection.ConnectionRestored += (_, _) => Look(connection);
        connection.ConfigurationChanged += (_, _) => Look(connection);
        Look(connection);
    }

    private void Look(ConnectionMultiplexer connection)
    {
        var known = connection.GetServers().Where(server => server.IsConnected).ToList();
        _isOne = known.Count > 0 && known.TrueForAll(server => server.ServerType == ServerType.Standalone);
    }
}
