using Faas.Mesos.Protocol;
using Google.Protobuf;

namespace Faas.Mesos.Protocol.Tests;

public sealed class MesosUuidTests
{
    [Fact]
    public void A_new_one_is_one_that_Mesos_takes() => Assert.All(Enumerable.Range(0, 100), _ => Assert.True(MesosUuid.IsValid(MesosUuid.New())));

    [Theory]
    [InlineData("6ba7b810-9dad-11d1-80b4-00c04fd430c8", true)]
    [InlineData("f47ac10b-58cc-4372-a567-0e02b2c3d479", true)]
    [InlineData("f47ac10b-58cc-0372-a567-0e02b2c3d479", false)]
    [InlineData("f47ac10b-58cc-f372-a567-0e02b2c3d479", false)]
    public void The_version_must_be_a_known_one(string uuid, bool isValid) =>
        Assert.Equal(isValid, MesosUuid.IsValid(ByteString.CopyFrom(Guid.Parse(uuid).ToByteArray(bigEndian: true))));

    [Fact]
    public void The_byte_order_of_dotnet_makes_another_uuid() =>
        Assert.False(MesosUuid.IsValid(ByteString.CopyFrom(Guid.Parse("f47ac10b-58cc-4372-a567-0e02b2c3d479").ToByteArray())));

    [Fact]
    public void Sixteen_bytes_and_no_other_number() => Assert.False(MesosUuid.IsValid(ByteString.CopyFrom(new byte[15])));
}
