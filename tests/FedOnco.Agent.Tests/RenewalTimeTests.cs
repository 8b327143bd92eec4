using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.Enrolment;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class RenewalTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 20)]
    [InlineData(19, 1)]
    [InlineData(20, 0)]
    [InlineData(40, 0)]
    public void Until_ThirtyDays_IsDueAfterTwenty(int day, int wait) =>
        Assert.Equal(TimeSpan.FromDays(wait), RenewalTime.Until(Start, Start.AddDays(30), Start.AddDays(day)));

    [Theory]
    [InlineData(864_000, 3600)]
    [InlineData(36_000, 3600)]
    [InlineData(3_000, 300)]
    [InlineData(300, 30)]
    [InlineData(60, 10)]
    [InlineData(-60, 10)]
    public void AfterFailure_SecondsLeft_AreDividedIntoTries(int left, int pause) =>
        Assert.Equal(TimeSpan.FromSeconds(pause), RenewalTime.AfterFailure(Start.AddSeconds(left), Start));

    [Fact]
    public void Read_PowerCutAtEachStep_GivesTheOldOrTheNewPair()
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-renew-").FullName;
        using var state = AgentState.Open(folder);
        var (oldKey, old) = Pair();
        var (newKey, fresh) = Pair();
        CertificateFiles.Replace(state, oldKey, old.RawData);
        var (keyText, text) = (File.ReadAllText(state.CertificateKeyFile), File.ReadAllText(state.CertificateFile));
        CertificateFiles.Replace(state, newKey, fresh.RawData);
        var (newKeyText, newText) = (File.ReadAllText(state.CertificateKeyFile), File.ReadAllText(state.CertificateFile));

        // Cut before the first rename: the old pair.
        Put(state, keyText, text, newKeyText, newText);
        using (var read = CertificateFiles.Read(state)) Assert.Equal(old.Thumbprint, read.Thumbprint);
        // Cut between the two.
        Put(state, newKeyText, text, null, newText);
        using (var read = CertificateFiles.Read(state)) Assert.Equal(fresh.Thumbprint, read.Thumbprint);
        // Mixed by hand.
        Put(state, keyText, newText, null, null);
        Assert.Equal(ErrorReason.WrongFile, Assert.Throws<FedOncoException>(() => CertificateFiles.Read(state)).Reason);
        if (OperatingSystem.IsWindows()) return;
        Put(state, newKeyText, newText, null, null);
        File.SetUnixFileMode(state.CertificateKeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Throws<FedOncoException>(() => CertificateFiles.Read(state)).Message, StringComparison.Ordinal);
    }

    private static void Put(AgentState state, string key, string certificate, string? newKey, string? newCertificate)
    {
        foreach (var (file, content) in new[] { (state.CertificateKeyFile, key), (state.CertificateFile, certificate), (state.CertificateKeyFile + ".new", newKey), (state.CertificateFile + ".new", newCertificate) })
        {
            File.Delete(file);
            if (content is not null) AgentState.WriteSecret(file, System.Text.Encoding.ASCII.GetBytes(content));
        }
    }

    private static (ECDsa Key, X509Certificate2 Certificate) Pair()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key, new CertificateRequest("CN=s1", key, HashAlgorithmName.SHA256).CreateSelfSigned(Start, Start.AddYears(1)));
    }
}
