using StackExchange.Redis;

namespace Faas.Storage.Connection;

/// <summary>
/// Subscriptions have a connection of their own. Connecting does not wait for it, and what is sent before it is up fails.
/// </summary>
internal static class SubscriptionsConnection
{
    /// <summary>Waits until it is up. Not while the other is down: then the store is, and whoever asks is to hear that at once.</summary>
    /// <exception cref="TimeoutException">It has not come up in time.</exception>
    public static async Task IsUpAsync(ConnectionMultiplexer connection, TimeSpan timeout)
    {
        if (IsDecided(connection)) return;
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionRestored += Look;
        connection.ConnectionFailed += Look;
        try
        {
            // It may have come up before anybody listened.
            Look(null, null);
            await decided.Task.WaitAsync(timeout);
        }
        finally
        {
            connection.ConnectionRestored -= Look;
            connection.ConnectionFailed -= Look;
        }

        void Look(object? sender, ConnectionFailedEventArgs? change)
        {
            if (IsDecided(connection)) decided.TrySetResult();
        }
    }

    private static bool IsDecided(ConnectionMultiplexer connection) => connection.GetSubscriber().IsConnected() || !connection.IsConnected;
}
