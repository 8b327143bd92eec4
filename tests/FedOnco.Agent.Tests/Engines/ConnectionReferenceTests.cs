using FedOnco.Agent.Data.Engines;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

public sealed class ConnectionReferenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public void Read_PrivateFile_IsItsText() => Assert.Equal("Host=x", ConnectionReference.Read("file:secret", Write(UnixFileMode.UserRead | UnixFileMode.UserWrite)));

    [Fact]
    public void Read_FileOfOthers_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file modes");
        var fault = Assert.Throws<FedOncoException>(() => ConnectionReference.Read("file:secret", Write(UnixFileMode.UserRead | UnixFileMode.GroupRead)));
        Assert.Contains("chmod 600", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=x", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env:FEDONCO_TEST_NOT_SET")]
    [InlineData("file:missing")]
    public void Read_NotThere_SaysSo(string reference) => Assert.Equal(ErrorReason.WrongFile, Assert.Throws<FedOncoException>(() => ConnectionReference.Read(reference, _folder)).Reason);

    [Fact]
    public void Read_TextItself_IsRefusedAndNotRepeated()
    {
        var fault = Assert.Throws<FedOncoException>(() => ConnectionReference.Read("Host=x;Password=hunter2", _folder));
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(UnixFileMode mode)
    {
        var file = Path.Combine(_folder, "secret");
        File.WriteAllText(file, "Host=x\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, mode);
        return _folder;
    }
}
