using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class MountNamespaceTests
{
    [Fact]
    public void A_thread_goes_there_and_back_though_others_were_begun_on_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var space = MountNamespace.Make(() => { });
        using var done = new ManualResetEventSlim();
        var (seen, after) = ("", "");
        var own = Seen();
        // On a thread of the test's own: one of the pool's has to stay where the others are.
        OnThread(() =>
        {
            var begun = Begin(done.Wait);
            MountNamespace.Within(space, () => seen = Seen());
            after = Seen();
            done.Set();
            begun.Join();
        });
        Assert.Equal((own, true), (after, seen.Length > 0 && seen != own));
    }

    private static string Seen() => new FileInfo("/proc/thread-self/ns/mnt").LinkTarget!;

    private static void OnThread(Action act) => Begin(act).Join();

    private static Thread Begin(Action act)
    {
        var thread = new Thread(() => act());
        thread.Start();
        return thread;
    }
}
