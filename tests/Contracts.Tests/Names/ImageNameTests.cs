namespace Faas.Contracts.Tests;

public sealed class ImageNameTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("python", "docker.io/library/python:latest")]
    [InlineData("python:3.12-slim", "docker.io/library/python:3.12-slim")]
    [InlineData("openwhisk/action-nodejs-v20:1.0", "docker.io/openwhisk/action-nodejs-v20:1.0")]
    [InlineData("registry.example/team/thumbs", "registry.example/team/thumbs:latest")]
    [InlineData("localhost/x", "localhost/x:latest")]
    [InlineData("127.0.0.1:5000/a/b_c/d--e:V1", "127.0.0.1:5000/a/b_c/d--e:V1")]
    [InlineData("x@" + Digest, "docker.io/library/x@" + Digest)]
    [InlineData("r.example/x:1@" + Digest, "r.example/x@" + Digest)]
    public void A_name_is_completed_as_docker_does(string written, string complete) => Assert.Equal(complete, ImageName.Parse(written, null).ToString());

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("UPPER"), InlineData("a b"), InlineData("-x"), InlineData("x:"), InlineData("x:a:b"), InlineData("a//b"), InlineData("../x")]
    [InlineData("x@sha256:12"), InlineData("x@md5:1"), InlineData("http://r.example/x"), InlineData("r.example:port/x"), InlineData("--privileged"), InlineData("x\n")]
    public void Others_are_no_names(string written) => Assert.False(ImageName.TryParse(written, null, out _));

    [Fact]
    public void A_name_has_at_most_512_characters() => Assert.False(ImageName.TryParse(new string('a', 513), null, out _));
}
