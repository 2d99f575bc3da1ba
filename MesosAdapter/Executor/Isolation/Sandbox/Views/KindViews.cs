using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Views;

/// <summary>The views of the kinds that there have been containers of.</summary>
internal sealed class KindViews(SandboxFiles files, string dataFolder) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SafeFileHandle>> _views = new();

    /// <summary>Where a view is put together, in its own namespace.</summary>
    public string Root => files.Root;

    /// <exception cref="IOException">The machine refuses.</exception>
    public SafeFileHandle Of(Runtime runtime)
    {
        var view = _views.GetOrAdd(runtime.Kind, _ => new(() => Make(runtime)));
        try
        {
            return view.Value;
        }
        catch
        {
            // What was in the way may not be there the next time.
            _views.TryRemove(new(runtime.Kind, view));
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var view in _views.Values.Where(view => view.IsValueCreated)) view.Value.Dispose();
    }

    // Besides what is shown: bubblewrap itself, containers' code, and what of this program is loaded only when it is first used.
    private SafeFileHandle Make(Runtime runtime) => KindView.Make(Root, SandboxView.OfKind(runtime, files.MachineEtc),
        ["/proc", "/dev", "/usr", "/lib", "/lib64", dataFolder, AppContext.BaseDirectory.TrimEnd('/'), RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/')]);
}
