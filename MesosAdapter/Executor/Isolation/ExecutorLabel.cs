using System.Security.Cryptography;
using System.Text;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>Tells one executor's leftovers from another's on the same machine: a short name for its data folder.</summary>
internal static class ExecutorLabel
{
    private const int Length = 10;

    public static string Of(string dataFolder)
    {
        // Behind a short name, which is another one in each life, is the folder that is meant.
        var folder = new DirectoryInfo(Path.GetFullPath(dataFolder));
        var real = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)))[..Length];
    }
}
