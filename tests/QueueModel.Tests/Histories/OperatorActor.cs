namespace Faas.QueueModel.Tests.Histories;

/// <summary>Whoever looks after dead letters: looks which there are, and a while later invokes one again or takes it away, whatever others have done meanwhile.</summary>
internal static class OperatorActor
{
    public static async IAsyncEnumerable<bool> LookAfterLettersAsync(Stage stage)
    {
        while (true)
        {
            yield return true;
            var letters = await stage.ListLettersAsync();
            if (letters.Count == 0) continue;
            var letter = letters[stage.Choose(letters.Count)];
            yield return true;
            if (stage.Choose(4) > 0)
            {
                // Its answer may be lost: then the letter stays, and it is asked again.
                if (!await stage.RedriveAsync(letter)) continue;
                yield return true;
            }
            await stage.PurgeAsync(letter.Id);
        }
    }
}
