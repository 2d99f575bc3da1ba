using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faas.Mesos.Executor.Agent;

/// <summary>The connection to the agent, with TLS set by the variables by which Mesos' own programs are set.</summary>
internal static class AgentTls
{
    /// <param name="variable">Where <c>LIBPROCESS_SSL_*</c> are read: the agent's, or set in the executor's environment.</param>
    /// <exception cref="StartupException">A certificate cannot be read.</exception>
    public static SocketsHttpHandler Handler(Func<string, string?> variable)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null };
        try
        {
            Set(handler.SslOptions, variable);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The certificates that LIBPROCESS_SSL_* name cannot be read: {e.Message}");
        }
        return handler;
    }

    private static void Set(SslClientAuthenticationOptions tls, Func<string, string?> variable)
    {
        if (variable("LIBPROCESS_SSL_CERT_FILE") is { Length: > 0 } own && variable("LIBPROCESS_SSL_KEY_FILE") is { Length: > 0 } key)
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(own, key)];
        if (!IsOn(variable("LIBPROCESS_SSL_VERIFY_SERVER_CERT")) && !IsOn(variable("LIBPROCESS_SSL_VERIFY_CERT")))
        {
#pragma warning disable CA5359 // Mesos' default: the agent is this machine, and it started this program
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            return;
        }
        if (variable("LIBPROCESS_SSL_CA_FILE") is { Length: > 0 } authorities)
        {
            tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        }
        // Executors are told the agent's address, which certificates seldom name.
        tls.RemoteCertificateValidationCallback = static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
    }

    private static bool IsOn(string? value) => value is "1" or "true";
}
