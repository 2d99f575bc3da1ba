using System.Security.Cryptography;
using Faas.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Faas.Invoker;

/// <summary>Who this invoker is: a session, new at every start, and where it is reached.</summary>
internal sealed class InvokerIdentity(IServer server, IOptions<InvokerOptions> options, TimeProvider time)
{
    public string Session { get; } = RandomNumberGenerator.GetHexString(QueueItem.PartyLength, lowercase: true);

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Known once the server listens.</summary>
    public Uri Address => options.Value.Address
        ?? new(server.Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
}
