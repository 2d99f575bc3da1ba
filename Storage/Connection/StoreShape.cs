using StackExchange.Redis;

namespace Faas.Storage.Connection;

/// <summary>Whether the store is one server and its replicas, or a Redis Cluster, where a script touches one slot.</summary>
internal sealed class StoreShape
{
    /// <summary>How the error begins of a store that is a cluster and says so only when it is asked too much.</summary>
    public const string CrossSlot = "CROSSSLOT";

    private volatile bool _isOne, _isCluster;

    /// <summary>Not before that is known.</summary>
    public bool IsOne => _isOne;

    /// <summary>Looks now, and whenever a server has come or changed.</summary>
    public void Watch(ConnectionMultiplexer connection)
    {
        connection.ConnectionRestored += (_, _) => Look(connection);
        connection.ConfigurationChanged += (_, _) => Look(connection);
        Look(connection);
    }

    /// <summary>A proxy of a cluster passes for one server until then.</summary>
    public void Heard(RedisServerException error)
    {
        if (!error.Message.StartsWith(CrossSlot, StringComparison.Ordinal)) return;
        _isCluster = true;
        _isOne = false;
    }

    private void Look(ConnectionMultiplexer connection)
    {
        var known = connection.GetServers().Where(server => server.IsConnected).ToList();
        _isOne = !_isCluster && known.Count > 0 && known.TrueForAll(server => server.ServerType == ServerType.Standalone);
    }
}
