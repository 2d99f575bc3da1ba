using System.Net.Http.Json;
using Faas.Tests.Docker;

namespace Faas.IntegrationTests.Deployments;

/// <summary>An image of a user's own that speaks the contract, made from nothing but programs of this machine.</summary>
internal static class ContractImage
{
    private const string Contract = """
        import json, sys
        from http.server import BaseHTTPRequestHandler, HTTPServer
        class Contract(BaseHTTPRequestHandler):
            code = None
            def log_message(self, *args): pass
            def do_POST(self):
                value = json.loads(self.rfile.read(int(self.headers['Content-Length'])))['value']
                if self.path == '/init': Contract.code = value.get('code'); answer = {}
                else: print('called with', value); answer = {'code': Contract.code, **value}
                for stream in (sys.stdout, sys.stderr): print('XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX', file=stream, flush=True)
                body = json.dumps(answer).encode()
                self.send_response(200); self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
        HTTPServer(('0.0.0.0', 8080), Contract).serve_forever()
        """;

    /// <summary>Makes it, under the name <c>contract</c>.</summary>
    public static Task MakeContractImageAsync(this DockerEngine engine) => engine.MakePythonImageAsync("contract", Contract);

    /// <summary>Makes an image that runs a program in Python.</summary>
    public static async Task MakePythonImageAsync(this DockerEngine engine, string name, string program)
    {
        await engine.MakeImageAsync("python-alone", "/usr/bin/python3", "/bin/sh");
        var container = await engine.DockerAsync("create", "python-alone", "/usr/bin/python3", "-S", "-c", program);
        await engine.DockerAsync("commit", container, name);
        await engine.DockerAsync("rm", container);
    }

    public static async Task<string> DeployImageAsync(this Deployment deployment, string image, object? extra = null)
    {
        var name = Deployment.NewName();
        var body = new Dictionary<string, object?> { ["name"] = name, ["kind"] = "blackbox", ["image"] = image };
        foreach (var property in extra?.GetType().GetProperties() ?? []) body[property.Name] = property.GetValue(extra);
        using var response = await deployment.Client.PostAsJsonAsync("/functions", body);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Created, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}\n{deployment.Output}");
        return name;
    }
}
