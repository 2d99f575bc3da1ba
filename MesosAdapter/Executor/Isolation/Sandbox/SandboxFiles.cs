using Faas.Mesos.Executor.Isolation.Sandbox.Views;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Files made once that every sandbox uses: the filter of system calls, what becomes a function's user, and the few of /etc that must not be the machine's own.</summary>
/// <param name="dataFolder">The executor's own.</param>
internal sealed class SandboxFiles(string dataFolder)
{
    private readonly string _folder = Path.Combine(dataFolder, "sandbox");

    private const string BecomeName = "faas-become";
    private const UnixFileMode ForAll = (UnixFileMode)0b110_100_100, ProgramForAll = (UnixFileMode)0b111_101_101;

    /// <summary>What becomes the function's user, as a container sees it.</summary>
    public const string BecomeInside = $"/etc/{BecomeName}";

    private static readonly string[] MachinesOwn = ["ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ssl/openssl.cnf", "ca-certificates", "nsswitch.conf", "localtime", "alternatives"];

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["hosts"] = "127.0.0.1 localhost function\n::1 localhost\n",
        ["passwd"] = $"root:x:0:0::/:/usr/sbin/nologin\nfunction:x:{SandboxCommand.UserInside}:{SandboxCommand.UserInside}::/tmp:/bin/sh\n",
        ["group"] = $"root:x:0:\nfunction:x:{SandboxCommand.UserInside}:\n",
    };

    public string Filter => Path.Combine(_folder, "filter.bpf");

    /// <summary>What is ours of /etc: hosts, passwd, group, resolv.conf, and the program that becomes a function's user.</summary>
    public string Etc => Path.Combine(_folder, "etc");

    /// <summary>What a container without a root of its kind's own sees as /etc.</summary>
    public string MachineEtc => Path.Combine(_folder, "machine-etc");

    /// <summary>An empty folder, in which the views of kinds are put together.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <param name="become">What becomes a function's user. In /etc, since that is shown in any case: a place of its own would be one more mount for each container.</param>
    /// <param name="resolver">Text of <c>resolv.conf</c>.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(byte[] filter, byte[] become, string resolver)
    {
        Directory.CreateDirectory(Etc);
        Directory.CreateDirectory(Root);
        File.WriteAllBytes(Filter, filter);
        foreach (var (name, text) in Texts.Append(new("resolv.conf", resolver)))
        {
            var file = Path.Combine(Etc, name);
            File.WriteAllText(file, text);
            File.SetUnixFileMode(file, ForAll);
        }
        var program = Path.Combine(Etc, BecomeName);
        File.WriteAllBytes(program, become);
        File.SetUnixFileMode(program, ProgramForAll);
        EtcFolder.Make("/etc", MachinesOwn, Etc, MachineEtc);
        foreach (var folder in SandboxView.LiveFolders) Directory.CreateDirectory(MachineEtc + folder["/etc".Length..]);
    }
}
