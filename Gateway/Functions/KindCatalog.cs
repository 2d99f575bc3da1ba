using Faas.Contracts;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Functions;

/// <summary>Which kind a function gets for the kind it names.</summary>
internal sealed class KindCatalog(SystemStore system, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const string Default = ":default";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    // Every executor we ship has these families, so they are safe to accept before the first one reports.
    private static readonly string[] AlwaysThere = ["nodejs" + Default, "python" + Default];

    /// <summary>Chooses. A system that has just been started is given <see cref="GatewayOptions.KindsWithin"/> to say what it has.</summary>
    public async Task<KindChoice> ChooseAsync(string wanted, CancellationToken ct)
    {
        var asked = time.GetTimestamp();
        while (true)
        {
            var choice = Choose(wanted, await system.ListKindsAsync(ct));
            if (choice is not KindChoice.NotReported || time.GetElapsedTime(asked) >= options.Value.KindsWithin) return choice;
            await Task.Delay(LookAgain, time, ct);
        }
    }

    internal static KindChoice Choose(string wanted, IReadOnlyList<KindStatus> kinds)
    {
        if (kinds.Count == 0) return AlwaysThere.Contains(wanted) ? new KindChoice.Chosen(wanted) : new KindChoice.NotReported();
        var family = wanted.Split(':')[0];
        var match = wanted.EndsWith(Default, StringComparison.Ordinal)
            ? kinds.FirstOrDefault(kind => kind.Family == family && kind.IsDefault)
            : kinds.FirstOrDefault(kind => kind.Kind == wanted);
        match ??= kinds.FirstOrDefault(kind => kind.Kind == family);
        return match switch
        {
            { Missing: null } when match.Kind != family || family == KindStatus.Blackbox => new KindChoice.Chosen(match.Kind),
            { Missing: { } missing } => new KindChoice.Refused($"'{wanted}' cannot run: {missing} {Known(kinds)}"),
            _ => new KindChoice.Refused($"There is no kind '{wanted}'. {Known(kinds)}"),
        };
    }

    private static string Known(IReadOnlyList<KindStatus> kinds) =>
        $"Kinds that can: {string.Join(", ", kinds.Where(kind => kind.Missing is null).Select(kind => kind.Kind + (kind.IsDefault && kind.Kind != kind.Family ? $" ({kind.Family}{Default})" : "")))}.";
}

/// <summary>What became of the choice.</summary>
internal abstract record KindChoice
{
    private KindChoice() { }

    /// <summary>The kind to store.</summary>
    internal sealed record Chosen(string Kind) : KindChoice;

    /// <summary>It cannot run; why, and which can.</summary>
    internal sealed record Refused(string Reason) : KindChoice;

    /// <summary>No executor has told its kinds yet.</summary>
    internal sealed record NotReported : KindChoice;
}
