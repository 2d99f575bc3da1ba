using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>What an operator reads at the default level, Information.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Waits for a line.</summary>
    /// <param name="words">What is in it, in this order.</param>
    public Task HasAsync(params string[] words) => Eventually.IsTrueAsync(() => _lines.Any(line => Has(line, words)), $"the log says {string.Join(" … ", words)}; it says\n{this}");

    /// <returns>How many lines there are with these words, in this order.</returns>
    public int Count(params string[] words) => _lines.Count(line => Has(line, words));

    public override string ToString() => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _lines.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }

    private static bool Has(string line, string[] words)
    {
        var from = 0;
        foreach (var word in words)
        {
            var at = line.IndexOf(word, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }
            from = at + word.Length;
        }
        return true;
    }
}
