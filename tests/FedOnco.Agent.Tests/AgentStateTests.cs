using FedOnco.Agent.State;

namespace FedOnco.Agent.Tests;

public sealed class AgentStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public void Open_Again_KeepsKeysAndRecords()
    {
        byte[] run = [1], name = [2], fingerprint = [3], identity;
        using (var state = AgentState.Open(_folder))
        {
            identity = state.Identity.PublicKey;
            Assert.True(state.TryAddRun(run));
            Assert.True(state.Agrees(name, fingerprint));
        }

        using var again = AgentState.Open(_folder);
        Assert.Equal(identity, again.Identity.PublicKey);
        Assert.False(again.TryAddRun(run));
        Assert.True(again.Agrees(name, fingerprint));
        Assert.False(again.Agrees(name, [4]));
    }

    [Fact]
    public void ToString_State_HasNoSecret()
    {
        using var state = AgentState.Open(_folder);
        Assert.Equal($"State in {_folder}", state.ToString());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "identity.key")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
