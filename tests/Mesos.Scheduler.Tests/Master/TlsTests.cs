using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faas.Mesos.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Masters whose certificates a cluster's own authority has signed.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-tls-").FullName;
    private readonly X509Certificate2 _authority = Authority();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_master_whose_authority_is_named_is_subscribed_at_and_found_through_a_standby()
    {
        await using var mesos = await StartAsync(SignedBy(_authority));
        var standby = mesos.MasterAddresses[1];
        Assert.Equal(Uri.UriSchemeHttps, standby.Scheme);

        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [standby], Trusting(_authority));

        await Eventually.IsTrueAsync(() => host.Slots.Describe() is { Subscribed: true, Offers.Count: 1 }, "it is subscribed and offered something");
        Assert.Equal(mesos.MasterAddress, host.Status.Master);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_master_of_another_authority_is_not_spoken_to(bool named)
    {
        await using var mesos = await StartAsync(SignedBy(named ? Authority() : _authority));
        var options = new MasterOptions { Masters = { mesos.MasterAddress }, CaFile = named ? Pem(_authority) : null };
        using var http = MasterHttp.Client(options, TimeSpan.FromSeconds(30));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(mesos.MasterAddress, "/health"), Token));

        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused()
    {
        await using var mesos = await StartAsync(SignedBy(_authority, IPAddress.Parse("192.0.2.1")));
        using var http = MasterHttp.Client(new MasterOptions { CaFile = Pem(_authority) }, TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(mesos.MasterAddress, "/health"), Token));
    }

    private static Task<LocalMesosHost> StartAsync(X509Certificate2 certificate) =>
        LocalMesosHost.StartAsync(new LocalMesosOptions { Masters = 2, MasterCertificate = certificate }, TimeProvider.System, NullLoggerFactory.Instance, Token);

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=the cluster's authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
    }

    private static X509Certificate2 SignedBy(X509Certificate2 authority, IPAddress? address = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=master", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address ?? IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1), [1]);
        return signed.CopyWithPrivateKey(key);
    }

    private Dictionary<string, string?> Trusting(X509Certificate2 authority) => new() { ["Mesos:CaFile"] = Pem(authority), ["Mesos:HeadroomMiB"] = "512" };

    private string Pem(X509Certificate2 authority)
    {
        var file = Path.Combine(_folder, "ca.pem");
        File.WriteAllText(file, authority.ExportCertificatePem());
        return file;
    }
}
