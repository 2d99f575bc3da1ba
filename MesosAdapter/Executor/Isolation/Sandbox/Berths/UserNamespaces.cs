using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Makes user namespaces in which there is one user only, who is nobody outside.</summary>
internal sealed class UserNamespaces(ProcessStarter starter)
{
    // It is in its namespace when it writes the line; there it stays until its input ends.
    private static readonly string[] Holder = ["--user", "/bin/sh", "-c", "echo; read line"];

    /// <param name="user">Id of the user and group outside.</param>
    /// <exception cref="IsolationException">The kernel refuses.</exception>
    public async Task<SafeFileHandle> MakeAsync(int user)
    {
        // From the thread that starts containers, since what it starts inherits nothing that is meant for one of them.
        var holder = await starter.StartAsync(_ => new ProcessStartInfo("/usr/bin/unshare", Holder), new() { KeepsInput = true });
        try
        {
            if (await holder.StandardOutput.ReadLineAsync() is null) throw new IsolationException($"no user namespace: {(await holder.StandardError.ReadToEndAsync()).Trim()}");
            var map = string.Create(CultureInfo.InvariantCulture, $"{SandboxCommand.UserInside} {user} 1");
            foreach (var file in new[] { "uid_map", "gid_map" }) await File.WriteAllTextAsync($"/proc/{holder.Id}/{file}", map);
            return File.OpenHandle($"/proc/{holder.Id}/ns/user");
        }
        catch (IOException e)
        {
            throw new IsolationException($"no user namespace: {e.Message}", e);
        }
        finally
        {
            holder.StandardInput.Close();
            await holder.WaitForExitAsync();
            holder.Release();
        }
    }
}
