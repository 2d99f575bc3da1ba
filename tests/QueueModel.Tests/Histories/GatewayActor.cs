namespace Faas.QueueModel.Tests.Histories;

/// <summary>A gateway reduced to what ends invocations from outside: it looks where one is, and a while later takes it back or gives up on it.</summary>
internal static class GatewayActor
{
    public static async IAsyncEnumerable<bool> TakeBackAsync(Stage stage)
    {
        while (true)
        {
            yield return true;
            if (stage.Fault(20)) await stage.GiveUpLostAsync();
            if (await stage.SeeAsync() is not { } seen) continue;
            yield return true;
            await stage.CancelAsync(seen.Id, seen.Record);
        }
    }
}
