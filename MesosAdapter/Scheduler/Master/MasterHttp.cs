using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Faas.Mesos.Scheduler;

/// <summary>How a master is spoken to: no proxy, no redirect followed unseen, whoever it may be proven by the CA that is configured.</summary>
internal static class MasterHttp
{
    public static HttpClient Client(MasterOptions options, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        if (options.CaFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(file);
        }
        return new HttpClient(handler) { Timeout = timeout, DefaultRequestHeaders = { Authorization = Credentials(options) } };
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">It holds no certificates.</exception>
    public static X509ChainPolicy Trust(string caFile)
    {
        // Clusters' own authorities seldom publish revocations, and a master must be reached when they are away.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return policy;
    }

    private static AuthenticationHeaderValue? Credentials(MasterOptions options) => options switch
    {
        { BearerToken: { } token } => new AuthenticationHeaderValue("Bearer", token),
        { Principal: { } principal, Secret: { } secret } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{principal}:{secret}"))),
        _ => null,
    };
}
