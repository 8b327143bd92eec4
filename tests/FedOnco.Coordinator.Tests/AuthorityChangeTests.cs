using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Certificates;
using FedOnco.Protos;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Coordinator.Tests;

/// <summary>Another authority takes the place of the present one: its files at each step, and what a loss of power leaves between.</summary>
public sealed class AuthorityChangeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-authority-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Change_StepByStep_SignsWithOneAndTrustsWhatTheStepSays()
    {
        using var first = Open();
        using var early = Agent(first);
        var firstKey = File.ReadAllText(FileOf("authority.key"));
        first.Prepare();
        using var prepared = Open();
        Assert.Equal((first.Fingerprint, null), (prepared.Fingerprint, prepared.Old));
        Assert.Equal([first.Fingerprint, prepared.Next], prepared.Trusted.Select(t => Convert.ToHexStringLower(SHA256.HashData(t))));
        Assert.All(Directory.GetFiles(_folder).Where(f => new FileInfo(f).Length > 0), f => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)));

        prepared.Switch();
        using var switched = Open();
        Assert.Equal((prepared.Next, null, first.Fingerprint), (switched.Fingerprint, switched.Next, switched.Old));
        Assert.Equal([switched.RawData], switched.Trusted);
        Assert.DoesNotContain(firstKey, Directory.GetFiles(_folder).Select(File.ReadAllText));
        using var late = Agent(switched);
        Assert.Equal((first.Fingerprint, switched.Fingerprint), (switched.SignerOf(early), switched.SignerOf(late)));

        switched.Retire();
        using var alone = Open();
        Assert.Equal((switched.Fingerprint, null, null), (alone.Fingerprint, alone.Next, alone.Old));
        Assert.Equal((null, switched.Fingerprint), (alone.SignerOf(early), alone.SignerOf(late)));
        Assert.Equal(["authority.key", "authority.lock", "authority.pem"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Single(Certificates());
    }

    [Fact]
    public void Prepare_InTheMiddleOfAChange_IsRefused()
    {
        using var first = Open();
        first.Prepare();
        using var prepared = Open();
        Assert.Contains("prepared already", Assert.Throws<FedOncoException>(prepared.Prepare).Message, StringComparison.Ordinal);
        prepared.Switch();
        using var switched = Open();
        Assert.Contains("authority retire", Assert.Throws<FedOncoException>(switched.Prepare).Message, StringComparison.Ordinal);
        Assert.Equal(2, Certificates().Count);
    }

    [Fact]
    public void Prepare_PowerGoneAtAnyRename_IsTheAuthorityOfBeforeAndCanBeDoneAgain()
    {
        using var first = Open();
        var before = File.ReadAllText(FileOf("authority.pem"));
        first.Prepare();
        var after = File.ReadAllText(FileOf("authority.pem"));
        // The key has its name, the certificates have not.
        File.WriteAllText(FileOf("authority.pem.new"), after);
        File.WriteAllText(FileOf("authority.pem"), before);
        RequireUnchanged();
        // Neither has.
        File.Move(FileOf("authority-next.key"), FileOf("authority-next.key.new"));
        RequireUnchanged();
        using var again = Open();
        again.Prepare();
        using var prepared = Open();
        Assert.NotNull(prepared.Next);
        prepared.Switch();
        using var switched = Open();
        Assert.Equal(prepared.Next, switched.Fingerprint);

        void RequireUnchanged()
        {
            using var authority = Open();
            Assert.Equal((first.Fingerprint, null, null), (authority.Fingerprint, authority.Next, authority.Old));
        }
    }

    [Fact]
    public void Retire_PowerGoneBeforeTheRename_IsStillTheOldAuthority()
    {
        using var first = Open();
        first.Prepare();
        using var prepared = Open();
        prepared.Switch();
        using var switched = Open();
        var both = File.ReadAllText(FileOf("authority.pem"));
        switched.Retire();
        File.Move(FileOf("authority.pem"), FileOf("authority.pem.new"));
        File.WriteAllText(FileOf("authority.pem"), both);
        using var again = Open();
        Assert.Equal((switched.Fingerprint, first.Fingerprint), (again.Fingerprint, again.Old));
        again.Retire();
        using var alone = Open();
        Assert.Null(alone.Old);
    }

    [Fact]
    public void Switch_NextKeyOpenToOthers_IsRefusedWithTheCommand()
    {
        if (OperatingSystem.IsWindows()) return;
        using var first = Open();
        first.Prepare();
        File.SetUnixFileMode(FileOf("authority-next.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        using var prepared = Open();
        Assert.Contains("chmod 600", Assert.Throws<FedOncoException>(prepared.Switch).Message, StringComparison.Ordinal);
        using var again = Open();
        Assert.Equal(first.Fingerprint, again.Fingerprint);
    }

    [Fact]
    public void Retire_NextKeyDeleted_GivesThePreparedOneUp()
    {
        using var first = Open();
        first.Prepare();
        File.Delete(FileOf("authority-next.key"));
        using var left = Open();
        Assert.Equal((first.Fingerprint, null), (left.Fingerprint, left.Next));
        left.Retire();
        using var alone = Open();
        Assert.Equal((first.Fingerprint, null, null), (alone.Fingerprint, alone.Next, alone.Old));
    }

    [Fact]
    public void Open_NextKeyDamaged_IsNotPreparedAndServesOn()
    {
        using var first = Open();
        first.Prepare();
        File.WriteAllText(FileOf("authority-next.key"), "not a key");
        using var authority = Open();
        Assert.Equal((first.Fingerprint, null), (authority.Fingerprint, authority.Next));
    }

    [Fact]
    public void Open_MoreThanTwoCertificates_IsRefused()
    {
        using var first = Open();
        first.Prepare();
        File.AppendAllText(FileOf("authority.pem"), File.ReadAllText(FileOf("authority.pem")));
        Assert.Contains("damaged", Assert.Throws<FedOncoException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Current_FilesChangedByAnotherProcess_AreNoticedAndTheServerShowsTheOneThatSigns()
    {
        using var first = Open();
        var live = new LiveAuthority(first, NullLogger<LiveAuthority>.Instance);
        var shown = new ServerCertificate(live, [], TimeProvider.System);
        Assert.Equal(first.Fingerprint, live.Current.SignerOf(shown.Current));
        var same = live.Current;
        Assert.Same(same, live.Current);
        first.Prepare();
        Assert.NotNull(live.Current.Next);
        Assert.Equal(first.Fingerprint, live.Current.SignerOf(shown.Current));
        live.Current.Switch();
        Assert.NotEqual(first.Fingerprint, live.Current.Fingerprint);
        Assert.Equal(live.Current.Fingerprint, live.Current.SignerOf(shown.Current));
        // Whoever moves the files away under a running service gets no other authority by that.
        var serving = live.Current.Fingerprint;
        File.Delete(FileOf("authority.pem"));
        File.Delete(FileOf("authority.key"));
        Assert.Equal(serving, live.Current.Fingerprint);
        Assert.Equal(["authority.lock"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ServerCertificate_ProgramThatTrustsBothAuthoritiesOfOneName_FindsTheOneThatSigned(bool switched)
    {
        using var first = Open();
        first.Prepare();
        if (switched)
        {
            using var prepared = Open();
            prepared.Switch();
        }

        using var authority = Open();
        using var shown = authority.CreateServerCertificate([]);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Certificates());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(shown), string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
    }

    [Fact]
    public void SignAgent_InTheLastYearOfTheAuthority_EndsWithIt()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var authority = Authority.Open(_folder, clock);
        clock.Advance(TimeSpan.FromDays(3500));
        using var certificate = Agent(authority);
        Assert.Equal(authority.NotAfter, certificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void Reread_FileThatThisUserMayNotRead_SaysWhoseItMustBe()
    {
        using var authority = Open();
        File.Delete(FileOf("authority.pem"));
        // Refused like a file of another user, whoever runs the test.
        Directory.CreateDirectory(FileOf("authority.pem"));
        Assert.Contains("chown", Assert.Throws<FedOncoException>(authority.Reread).Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Agent(Authority authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return authority.SignAgent("s1", new CertificateRequest("CN=s1", key, HashAlgorithmName.SHA256).CreateSigningRequest());
    }

    private Authority Open() => Authority.Open(_folder, TimeProvider.System);

    private string FileOf(string name) => Path.Combine(_folder, name);

    private X509Certificate2Collection Certificates()
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(FileOf("authority.pem"));
        return all;
    }
}
