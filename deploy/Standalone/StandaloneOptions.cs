namespace Faas.Standalone;

/// <summary>What the standalone is told: where to listen, where to keep things, how much of the machine to use.</summary>
internal sealed class StandaloneOptions
{
    /// <summary>Where the API listens on 127.0.0.1; <c>--port</c> or <c>PORT</c>.</summary>
    /// <value>Default 8080.</value>
    public int Port { get; set; } = 8080;

    /// <summary>Where functions, results and the first key are kept; <c>--data</c> or <c>FAAS_DATA</c>.</summary>
    /// <value>Default <c>~/.local/share/faas</c>.</value>
    public string Data { get; set; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "faas");

    /// <summary>Memory for functions, in MiB; <c>--memory</c>.</summary>
    /// <value>Default three quarters of the machine's.</value>
    public int Memory { get; set; } = (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20) * 3 / 4;

    /// <summary>How functions are kept apart: <c>sandbox</c>, or <c>process</c> for no isolation at all; <c>--driver</c>.</summary>
    /// <value>Default <c>sandbox</c> as root on Linux, <c>process</c> otherwise.</value>
    public string Driver { get; set; } = OperatingSystem.IsLinux() && Environment.UserName == "root" ? "sandbox" : "process";

    /// <summary>Where sandboxed functions get their network from: <c>namespaces</c> of their own, or the machine's, <c>host</c>; <c>--network</c>.</summary>
    /// <value>Default <c>namespaces</c>. With <c>host</c> they reach whatever this machine does, itself included.</value>
    public string Network { get; set; } = "namespaces";

    public static StandaloneOptions Read(IConfiguration configuration)
    {
        var options = new StandaloneOptions();
        configuration.Bind(options);
        if (configuration["FAAS_DATA"] is { Length: > 0 } data && configuration["data"] is null) options.Data = data;
        options.Data = Path.GetFullPath(options.Data);
        return options;
    }
}
