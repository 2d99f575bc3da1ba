using Faas.Contracts;
using Faas.Gateway.Invocations;
using Microsoft.Extensions.Primitives;

namespace Faas.Gateway.Tests.Invocations;

public sealed class PreferenceTests
{
    [Theory]
    [InlineData("", false, null), InlineData("respond-async", true, null), InlineData("Respond-Async", true, null), InlineData("wait=5", false, 5)]
    [InlineData("respond-async, wait=10", true, 10), InlineData("wait=\"7\"; x=1 , return=minimal", false, 7), InlineData("wait=1, wait=2", false, 1)]
    [InlineData("wait=-1", false, null), InlineData("wait=soon", false, null), InlineData("wait", false, null), InlineData("respond-asynchronously", false, null)]
    [InlineData("handling=lenient; wait=9", false, null), InlineData(",,", false, null), InlineData("wait=99999999999999999999", false, null)]
    public void Reads_as_the_RFC_says(string header, bool respondAsync, int? wait) =>
        Assert.Equal(new(respondAsync, wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null), Preference.Parse(header));

    [Fact]
    public void Several_headers_are_one() => Assert.Equal(new(true, TimeSpan.FromSeconds(3)), Preference.Parse(new StringValues(["wait=3", "respond-async"])));

    [Theory, InlineData("", true), InlineData("respond-async", false), InlineData("wait=0", false)]
    public void Waiting_to_the_end_is_what_nobody_asked_for(string header, bool toTheEnd) => Assert.Equal(toTheEnd, Preference.Parse(header).ToTheEnd);

    [Fact]
    public void Server_timing_is_in_milliseconds_to_the_microsecond() =>
        Assert.Equal("queue;dur=1.002, start;dur=120.000;desc=cold, init;dur=0.030, run;dur=12.345", ServerTiming.Of(new(1_002, 120_000, 30, 12_345), StartKind.Cold));

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true), InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false), InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0 ", false)]
    public void A_traceparent_is_checked(string text, bool valid) => Assert.Equal(valid, TraceParent.IsValid(text));
}
