using System.Collections.Concurrent;
using FedOnco.Coordinator.Certificates;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests;

/// <summary>Several commands change one authority at the same moment: one does, the others are told and change nothing.</summary>
public sealed class AuthorityAtOnceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-authority-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Change_FilesNoLongerAsTheyWereRead_IsRefused()
    {
        using var first = Open();
        using var other = Open();
        first.Prepare();
        RequireRefused(other.Prepare);
        using var prepared = Open();
        using var alsoPrepared = Open();
        prepared.Switch();
        RequireRefused(alsoPrepared.Switch);
        using var switched = Open();
        using var alsoSwitched = Open();
        switched.Retire();
        RequireRefused(alsoSwitched.Retire);
        using var alone = Open();
        Assert.Equal((switched.Fingerprint, null, null), (alone.Fingerprint, alone.Next, alone.Old));

        static void RequireRefused(Action change) => Assert.Contains("changed the authority meanwhile", Assert.Throws<FedOncoException>(change).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_AnotherCommandAtWork_IsRefusedAndNothingChanged()
    {
        using var first = Open();
        first.Prepare();
        using var prepared = Open();
        using (File.Open(Path.Combine(_folder, "authority.lock"), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            Assert.Contains("Another command is changing the authority", Assert.Throws<FedOncoException>(prepared.Switch).Message, StringComparison.Ordinal);
        }

        using var same = Open();
        Assert.Equal((first.Fingerprint, prepared.Next), (same.Fingerprint, same.Next));
        same.Switch();
    }

    [Fact]
    public void Prepare_ManyAtOnce_OneIsDoneAndTheOthersAreRefused()
    {
        using var first = Open();
        var outcomes = AtOnce(a => a.Prepare());
        Assert.Single(outcomes, o => o is not null);
        using var prepared = Open();
        Assert.NotNull(prepared.Next);
        prepared.Switch();
        using var switched = Open();
        Assert.Equal((prepared.Next, first.Fingerprint), (switched.Fingerprint, switched.Old));
    }

    [Fact]
    public void Open_ManyAtOnceInANewFolder_MakeOneAuthority() => Assert.Single(AtOnce(_ => { }).OfType<string>().Distinct(StringComparer.Ordinal));

    /// <summary>A command that root ran by mistake must not lock the service's own user out.</summary>
    [Fact]
    public void Lock_MadeByACommand_MayBeHeldByOtherUsers()
    {
        if (OperatingSystem.IsWindows()) return;
        Open().Dispose();
        Assert.True(File.GetUnixFileMode(Path.Combine(_folder, "authority.lock")).HasFlag(UnixFileMode.GroupRead | UnixFileMode.OtherRead));
    }

    /// <summary>Fingerprint of the authority for each that did it, null for each that was refused.</summary>
    private List<string?> AtOnce(Action<Authority> action)
    {
        var outcomes = new ConcurrentBag<string?>();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                using var mine = Open();
                action(mine);
                outcomes.Add(mine.Fingerprint);
            }
            catch (FedOncoException refused) when (refused.Reason is ErrorReason.WrongArgument or ErrorReason.WrongFile)
            {
                outcomes.Add(null);
            }
        });
        return [.. outcomes];
    }

    private Authority Open() => Authority.Open(_folder, TimeProvider.System);
}
