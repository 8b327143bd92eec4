using CsCheck;
using FedOnco.Agent.Enrolment;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests;

/// <summary>Files of the agent's folder that hold anything at all: a named fault or a sound state, never another exception.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-damaged-").FullName;

    [Fact]
    public void AuditLog_AnyBytes_OpensOrSaysThatItWasChanged() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 100], Gen.Bool).Sample(
            (lines, leaves, torn) =>
            {
                if (torn) lines = [.. lines.Select(b => b < 128 ? (byte)'\n' : b)];
                File.WriteAllBytes(AuditLog.LinesFile(_folder), lines);
                File.WriteAllBytes(AuditLog.LeavesFile(_folder), leaves);
                OnlyNamedEnds(() =>
                {
                    using var log = AuditLog.Open(_folder);
                    Assert.InRange(log.Head.Size, 0UL, 300UL);
                });
                Assert.InRange(AuditVerification.Of(_folder).Entries, 0UL, 300UL);
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void PinnedRoster_AnyBytes_IsReadOrNamed() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Bool).Sample(
            (bytes, proposed) =>
            {
                File.WriteAllBytes(Path.Combine(_folder, proposed ? "roster.proposed" : "roster.pinned"), bytes);
                var roster = new PinnedRoster(_folder);
                OnlyNamedEnds(() => _ = roster.Approved);
                OnlyNamedEnds(() => _ = roster.Proposed);
                OnlyNamedEnds(() => roster.Propose(new Roster { Entries = { new RosterEntry { Site = "a", IdentityKey = ByteString.CopyFrom(1) } } }));
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void OneTimeCode_AnyText_IsReadOrNamed() =>
        Gen.OneOf(Gen.String[0, 100], Gen.String[Gen.Char["fo1-ABCDEF0123456789 "], 0, 100]).Sample(text => OnlyNamedEnds(() => OneTimeCode.Parse(text)), iter: 2_000);

    [Fact]
    public void PolicyFile_AnyText_IsReadOrNamed() =>
        Gen.OneOf(Gen.String[0, 60], Gen.String[Gen.Char["profile: default\nstudies[]{}\"'*&!|>#-,"], 0, 80]).Sample(text => OnlyNamedEnds(() => PolicyFile.Read(text, "policy.yaml")), iter: 2_000);

    [Theory]
    [InlineData("identity.key")]
    [InlineData("local.key")]
    [InlineData("agent.db")]
    [InlineData("ledger.db")]
    [InlineData("peers.db")]
    public void State_DamagedFile_IsNamed(string file)
    {
        using (AgentState.Open(_folder))
        {
        }

        foreach (var rest in Directory.GetFiles(_folder, file + "-*")) File.Delete(rest);
        File.WriteAllBytes(Path.Combine(_folder, file), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        var fault = Assert.Throws<FedOncoException>(() => AgentState.Open(_folder));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void OnlyNamedEnds(Action act)
    {
        try
        {
            act();
        }
        catch (FedOncoException fault)
        {
            Assert.NotEqual(ErrorReason.Unspecified, fault.Reason);
        }
    }
}
