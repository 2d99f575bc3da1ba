using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faas.Mesos.Executor.Agent;
using Faas.Mesos.Protocol.Executing;

namespace Faas.Mesos.Executor.Tests.Agent;

public sealed class AgentTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-tls-").FullName;
    private readonly Dictionary<string, string> _variables = new() { ["LIBPROCESS_SSL_ENABLED"] = "1" };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_agent_that_speaks_TLS_is_spoken_to_with_TLS()
    {
        await using var agent = await FakeAgent.StartAsync(Certificate("any"));
        await using var host = await ExecutorHost.StartAsync([], new Dictionary<string, string>(_variables.Concat(agent.Variables)));
        await agent.NextAsync(Call.Types.Type.Subscribe);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Where_certificates_are_verified_only_the_named_authority_counts(bool trusted)
    {
        var certificate = Certificate("agent");
        await using var agent = await FakeAgent.StartAsync(certificate);
        _variables["LIBPROCESS_SSL_VERIFY_SERVER_CERT"] = "true";
        _variables["LIBPROCESS_SSL_CA_FILE"] = Pem(trusted ? certificate : Certificate("other"));
        using var http = new HttpMessageInvoker(AgentTls.Handler(_variables.GetValueOrDefault));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{agent.Endpoint}/");
        if (trusted) Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        else await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_certificate_that_cannot_be_read_is_told_at_start()
    {
        _variables["LIBPROCESS_SSL_VERIFY_CERT"] = "1";
        _variables["LIBPROCESS_SSL_CA_FILE"] = Path.Combine(_folder, "none");
        Assert.Contains("LIBPROCESS_SSL_*", Assert.Throws<StartupException>(() => AgentTls.Handler(_variables.GetValueOrDefault)).Message, StringComparison.Ordinal);
    }

    private string Pem(X509Certificate2 certificate)
    {
        var file = Path.Combine(_folder, "ca.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
