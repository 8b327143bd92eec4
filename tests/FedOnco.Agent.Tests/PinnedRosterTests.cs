using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests;

public sealed class PinnedRosterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public void Approve_ProposedByItsHash_IsInUseAfterwards()
    {
        var roster = new PinnedRoster(_folder);
        Assert.True(roster.Propose(Of("a", "b")));
        Assert.Empty(roster.Approved.Entries);
        roster.Approve(PinnedRoster.HashText(Of("a", "b"))[..10]);
        Assert.Equal(["a", "b"], new PinnedRoster(_folder).Approved.Entries.Select(e => e.Site));
        Assert.False(roster.Propose(Of("a", "b")));
        Assert.Null(roster.Proposed);
    }

    [Fact]
    public void Propose_AnInventedSite_ChangesNothingInUse()
    {
        var roster = new PinnedRoster(_folder);
        roster.Propose(Of("a", "b"));
        roster.Approve(PinnedRoster.HashText(Of("a", "b")));
        Assert.True(roster.Propose(Of("a", "b", "invented")));
        Assert.Equal(["a", "b"], roster.Approved.Entries.Select(e => e.Site));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000000000000")]
    public void Approve_AnotherHash_IsRefused(string hash)
    {
        var roster = new PinnedRoster(_folder);
        roster.Propose(Of("a", "b"));
        Assert.Equal(ErrorReason.RosterMismatch, Assert.Throws<FedOncoException>(() => roster.Approve(hash)).Reason);
        Assert.Empty(roster.Approved.Entries);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Roster Of(params string[] sites)
    {
        var roster = new Roster();
        roster.Entries.AddRange(sites.Select(s => new RosterEntry { Site = s, IdentityKey = ByteString.CopyFromUtf8("key of " + s) }));
        return roster;
    }
}
