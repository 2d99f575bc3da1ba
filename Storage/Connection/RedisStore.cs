using System.Collections.Concurrent;
using System.Net;
using Faas.Contracts;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage.Connection;

/// <summary>The one connection of a process to Redis. What goes wrong in it leaves as <see cref="StoreUnavailableException"/>.</summary>
public sealed class RedisStore : IAsyncDisposable
{
    /// <summary>Errors that say the server cannot serve now, not that it was asked wrongly.</summary>
    private static readonly string[] Passing = ["OOM", "LOADING", "READONLY", "MISCONF", "BUSY", "NOREPLICAS", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", StoreShape.CrossSlot];

    private readonly ConcurrentDictionary<EndPoint, ReplicationBarrier> _barriers = new();
    private readonly IOptions<StorageOptions> _options;
    private readonly StoreShape _shape = new();
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection;

    /// <summary>Connects when it is first asked.</summary>
    public RedisStore(IOptions<StorageOptions> options)
    {
        _options = options;
        _connection = new(() => ConnectAsync(options.Value, _shape));
    }

    /// <summary>With whose calls that of a function may travel. While it is not known whether the store is a cluster, it is taken for one.</summary>
    /// <param name="weight">Bytes of what the call is for.</param>
    internal Neighbourhood NeighbourhoodOf(Shard shard, FunctionId function, int weight) =>
        weight > Neighbourhood.Light ? new(shard, function) : _shape.IsOne ? default : new(shard, null);

    /// <summary>Whether the store is one server and its replicas, as far as is known.</summary>
    internal bool IsOne => _shape.IsOne;

    internal async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> commands)
    {
        try
        {
            return await commands((await _connection.Value).GetDatabase());
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            throw Unavailable(e);
        }
    }

    internal Task RunAsync(Func<IDatabase, Task> commands) =>
        RunAsync(async db =>
        {
            await commands(db);
            return true;
        });

    /// <summary>Runs a script; a server that has lost it (restart, failover) gets it again.</summary>
    internal async Task<RedisResult> RunAsync(Script script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            var db = (await _connection.Value).GetDatabase();
            try
            {
                return await db.ScriptEvaluateAsync(script.Hash, keys, values);
            }
            catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                return await db.ScriptEvaluateAsync(script.Text, keys, values);
            }
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Runs a script whose effects count only once a replica has them.</summary>
    /// <exception cref="StoreUnavailableException">No replica has them, as far as is known.</exception>
    internal async Task<RedisResult> RunReplicatedAsync(Script script, RedisKey[] keys, RedisValue[] values)
    {
        var barrier = await RunAsync(async db =>
        {
            var endpoint = await db.IdentifyEndpointAsync(keys[0]) ?? throw new StoreUnavailableException("No server of the store has the key.", new TimeoutException());
            return _barriers.GetOrAdd(endpoint, at => new(db.Multiplexer.GetServer(at), _options.Value.ReplicationTimeout));
        });
        var losses = barrier.Losses;
        var result = await RunAsync(script, keys, values);
        // WAIT knows only of writes on its own connection.
        if (await RunAsync(_ => barrier.PassAsync()) && losses == barrier.Losses) return result;
        throw new StoreUnavailableException("No replica of the store has confirmed the write in time.", new TimeoutException());
    }

    internal async Task PublishAsync(string channel, RedisValue message) =>
        await RunAsync(db => db.PublishAsync(RedisChannel.Literal(channel), message));

    /// <summary>Subscribes, and again by itself after every loss of the connection; <paramref name="handle"/> must not block.</summary>
    /// <returns>Ends this subscription when it is disposed, and no other of the same channel.</returns>
    internal async Task<IAsyncDisposable> SubscribeAsync(string channel, Action<byte[]> handle)
    {
        try
        {
            var connection = await _connection.Value;
            await SubscriptionsConnection.IsUpAsync(connection, _options.Value.CommandTimeout);
            var subscription = new Subscription(connection.GetSubscriber(), RedisChannel.Literal(channel), handle);
            try
            {
                await subscription.BeginAsync();
            }
            catch
            {
                // The client keeps the handler of a subscription that failed: it would be called beside that of the next.
                await subscription.DisposeAsync();
                throw;
            }
            return subscription;
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            throw Unavailable(e);
        }
    }

    internal Task UnsubscribeAsync(string channel) =>
        RunAsync(db => db.Multiplexer.GetSubscriber().UnsubscribeAsync(RedisChannel.Literal(channel)));

    /// <summary>Calls <paramref name="handle"/> whenever the connection is back: messages may have been missed.</summary>
    internal async Task OnReconnectAsync(Action handle) => (await _connection.Value).ConnectionRestored += (_, _) => handle();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated) await (await _connection.Value).DisposeAsync();
    }

    private sealed class Subscription(ISubscriber subscriber, RedisChannel channel, Action<byte[]> handle) : IAsyncDisposable
    {
        public Task BeginAsync() => subscriber.SubscribeAsync(channel, Handle);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await subscriber.UnsubscribeAsync(channel, Handle);
            }
            catch (Exception e) when (IsUnavailable(e))
            {
                // It is forgotten here, and nothing is handled any more.
            }
        }

        private void Handle(RedisChannel from, RedisValue message) => handle((byte[])message!);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(StorageOptions options, StoreShape shape)
    {
        var configuration = ConfigurationOptions.Parse(options.Redis);
        configuration.AbortOnConnectFail = false;
        // INFO counts as administration for this client: StoreCheck asks for it.
        configuration.AllowAdmin = true;
        configuration.AsyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        configuration.SyncTimeout = configuration.AsyncTimeout;
        // A command that cannot be sent now fails now: callers answer 503 rather than pile up.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 100, maxDeltaBackOffMilliseconds: 1_000);
        configuration.ConnectTimeout = 1_000;
        // Nobody asks anything on the connection for subscriptions: without this a minute passes before it is found to be dead, and with it what was claimed for us.
        if (configuration.KeepAlive <= 0) configuration.KeepAlive = 5;
        var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        shape.Watch(connection);
        return connection;
    }

    private static bool IsUnavailable(Exception e) =>
        e is RedisConnectionException or TimeoutException or ObjectDisposedException
        || (e is RedisServerException server && Passing.Any(error => server.Message.StartsWith(error, StringComparison.Ordinal)));

    private StoreUnavailableException Unavailable(Exception e)
    {
        if (e is RedisServerException error) _shape.Heard(error);
        return new($"The store does not answer: {e.Message}", e);
    }
}
