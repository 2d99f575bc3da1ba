namespace Faas.Gateway.Access;

/// <summary>Who may call.</summary>
internal static class AccessExtensions
{
    public static IHostApplicationBuilder AddAccess(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyCache>();
        builder.Services.AddHostedService<LoopbackOnly>();
        builder.Services.AddHostedService<BootstrapKey>();
        return builder;
    }

    public static void UseAccess(this IApplicationBuilder app) => app.UseMiddleware<KeyAccess>();
}
