using System.Text;

namespace Faas.Mesos.Local.Http;

/// <summary>An HTTP answer without a stream: the status and the text that Mesos sends with it.</summary>
internal readonly record struct Answer(int Status, string Body = "")
{
    public static readonly Answer Accepted = new(StatusCodes.Status202Accepted);

    public static Answer BadRequest(string body) => new(StatusCodes.Status400BadRequest, body);

    public static Answer Forbidden(string body) => new(StatusCodes.Status403Forbidden, body);

    public async Task SendAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentLength = Encoding.UTF8.GetByteCount(Body);
        if (Body.Length > 0)
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(Body, http.RequestAborted);
        }
    }
}
