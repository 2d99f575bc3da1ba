using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Storage.Tests;

/// <summary>A process as the gateway and the invoker are one: a host with the stores in it.</summary>
internal static class Hosting
{
    public static IHost Build(string address, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            settings.Append((Key: "Storage:Redis", Value: address)).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        var lines = new Lines();
        builder.Services.AddSingleton(lines).AddLogging(logging => logging.AddProvider(lines));
        builder.Services.AddSingleton(time);
        builder.AddStorage();
        return builder.Build();
    }
}
