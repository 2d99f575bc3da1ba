namespace Faas.Faults.Tests.Load;

/// <summary>What the run was asked for.</summary>
internal static class Wanted
{
    /// <summary>How long <c>tests/faults</c> is to take, or <see langword="null"/>: it was not it that asked.</summary>
    public static TimeSpan? Time => Environment.GetEnvironmentVariable("FAAS_SOAK_MINUTES") is { } minutes ? TimeSpan.FromMinutes(double.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture)) : null;
}
