using Faas.Mesos.Local.Http;

namespace Faas.Mesos.Local.Master;

/// <summary>What leader detection and load balancers ask a master.</summary>
internal static class MasterPages
{
    public static Task Health(HttpContext http) => new Answer(StatusCodes.Status200OK).SendAsync(http);

    /// <summary>The leader's address, without a scheme as Mesos gives it.</summary>
    public static Task Redirect(HttpContext http, Uri leader, string path = "")
    {
        http.Response.Headers.Location = $"//{leader.Authority}{path}";
        return new Answer(StatusCodes.Status307TemporaryRedirect).SendAsync(http);
    }
}
