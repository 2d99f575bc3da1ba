using System.ComponentModel;
using System.Diagnostics;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Runs the programs that arrange the machine's network.</summary>
internal sealed class NetworkTool(ProcessStarter starter)
{
    /// <param name="input">What it reads.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="IsolationException">It failed; the message has its own words.</exception>
    public async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        // From the thread that starts containers: a program started elsewhere at the same moment would inherit what is meant for one of them.
        var process = await starter.StartAsync(_ => new ProcessStartInfo(program, arguments), new() { KeepsInput = true });
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await WriteAsync(process, input);
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new IsolationException($"{program} {string.Join(' ', arguments)} failed: {(await errors).Trim()}");
            return await output;
        }
        finally
        {
            process.Release();
        }
    }

    /// <summary>Runs it at once, before there is anything to wait beside.</summary>
    /// <returns>What it complained of; <see langword="null"/> when nothing.</returns>
    public static string? Complaint(string program, IEnumerable<string> arguments, string input)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            var complaint = process.ExitCode == 0 ? null : errors.Trim();
            process.Release();
            return complaint;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return e.Message;
        }
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
        }
        catch (IOException)
        {
            // It gave up early, and says why.
        }
        process.StandardInput.Close();
    }
}
