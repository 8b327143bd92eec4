using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Certificates;
using FedOnco.Protos;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Coordinator.Tests;

public sealed class AuthorityTests
{
    private static string NewFolder() => Directory.CreateTempSubdirectory("fedonco-authority-").FullName;

    [Fact]
    public void Open_KeyOpenToOthers_IsRefusedWithTheCommand()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = NewFolder();
        Authority.Open(folder, TimeProvider.System).Dispose();
        File.SetUnixFileMode(Path.Combine(folder, "authority.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<FedOncoException>(() => Authority.Open(folder, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authority.key", null)]
    [InlineData("authority.key", "not a key")]
    [InlineData("authority.pem", "not a certificate")]
    public void Open_DamagedOrMissing_SaysWhichFile(string name, string? content)
    {
        var folder = NewFolder();
        Authority.Open(folder, TimeProvider.System).Dispose();
        var file = Path.Combine(folder, name);
        if (content is null) File.Delete(file);
        else File.WriteAllText(file, content);
        Assert.Contains(name, Assert.Throws<FedOncoException>(() => Authority.Open(folder, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_KeyOfAnotherAuthority_IsRefused()
    {
        var (folder, other) = (NewFolder(), NewFolder());
        Authority.Open(folder, TimeProvider.System).Dispose();
        Authority.Open(other, TimeProvider.System).Dispose();
        File.Copy(Path.Combine(other, "authority.key"), Path.Combine(folder, "authority.key"), overwrite: true);
        Assert.Contains("do not belong together", Assert.Throws<FedOncoException>(() => Authority.Open(folder, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s1", true)]
    [InlineData("Universitätsklinikum, CN=s1 + O=\"x", true)]
    [InlineData("", false)]
    [InlineData("s\01", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", false)]
    public void SignAgent_SiteOfAnySigns_IsTheWholeNameOrRefused(string site, bool signed)
    {
        using var authority = Authority.Open(NewFolder(), TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        if (signed)
        {
            using var certificate = authority.SignAgent(site, request);
            Assert.Equal(site, certificate.GetNameInfo(X509NameType.SimpleName, false));
            Assert.Single(certificate.SubjectName.EnumerateRelativeDistinguishedNames());
        }
        else
        {
            Assert.Equal(ErrorReason.NotAuthorised, Assert.Throws<FedOncoException>(() => authority.SignAgent(site, request)).Reason);
        }
    }

    [Fact]
    public void Current_OverTwoYears_IsAlwaysGoodAndMadeAnewInItsLastThird()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var authority = Authority.Open(NewFolder(), clock);
        var shown = new ServerCertificate(new LiveAuthority(authority, NullLogger<LiveAuthority>.Instance), [], clock);
        var serials = new HashSet<string>();
        for (var day = 0; day < 730; day += 10)
        {
            var current = shown.Current;
            Assert.InRange(current.NotAfter.ToUniversalTime() - clock.GetUtcNow().UtcDateTime, TimeSpan.FromDays(110), TimeSpan.FromDays(366));
            serials.Add(current.SerialNumber);
            clock.Advance(TimeSpan.FromDays(10));
        }

        Assert.Equal(3, serials.Count);
    }

    [Fact]
    public void Open_PowerGoneBetweenTheTwoNames_IsTheSameAuthority()
    {
        var folder = NewFolder();
        using var made = Authority.Open(folder, TimeProvider.System);
        File.Move(Path.Combine(folder, "authority.pem"), Path.Combine(folder, "authority.pem.new"));
        using var again = Authority.Open(folder, TimeProvider.System);
        Assert.Equal(made.Fingerprint, again.Fingerprint);
    }

    [Fact]
    public void Open_CertificateLost_KeepsTheKeyAndSaysSo()
    {
        var folder = NewFolder();
        Authority.Open(folder, TimeProvider.System).Dispose();
        var key = File.ReadAllText(Path.Combine(folder, "authority.key"));
        File.Delete(Path.Combine(folder, "authority.pem"));
        Assert.Contains("authority.pem is missing", Assert.Throws<FedOncoException>(() => Authority.Open(folder, TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllText(Path.Combine(folder, "authority.key")));
    }
}
