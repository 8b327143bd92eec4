using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests;

/// <summary>What an agent takes for the coordinator's authorities, and what it does not.</summary>
public sealed class PinnedAuthoritiesTests : IDisposable
{
    private static readonly Oid Server = new(Trust.OfServers), Client = new(Trust.OfAgents);

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-pin-").FullName;
    private readonly X509Certificate2 _first = Authority(), _second = Authority();

    private string Pin => Path.Combine(_folder, "authority.pem");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void Take_OverAChange_TrustsBothAndThenTheNewOneAlone()
    {
        var pinned = Pinned();
        using X509Certificate2 old = Leaf(_first, Server), young = Leaf(_second, Server), own = Leaf(_first, Client), renewed = Leaf(_second, Client);
        Assert.Equal((true, false, false), (Vouches(pinned, old), Vouches(pinned, young), pinned.IsOfAnOld(own)));
        Assert.True(pinned.Take(Told(_first, _second)));
        Assert.False(pinned.Take(Told(_first, _second)));
        Assert.Equal((true, true, false, true), (Vouches(pinned, old), Vouches(pinned, young), pinned.IsOfAnOld(own), pinned.Signed(renewed)));
        Assert.True(pinned.Take(Told(_second)));
        Assert.Equal((false, true, true, false), (Vouches(pinned, old), Vouches(pinned, young), pinned.IsOfAnOld(own), pinned.IsOfAnOld(renewed)));
        Assert.Equal((false, true, false), (pinned.Signed(own), pinned.Signed(renewed), pinned.Take([])));
        Assert.Equal(pinned.Hashes, PinnedAuthorities.Read(Pin).Hashes);
        Assert.Equal(ByteString.CopyFrom(SHA256.HashData(_second.RawData)), Assert.Single(pinned.Hashes));
    }

    [Theory]
    [InlineData("bytes that are no certificate")]
    [InlineData("a certificate that is no authority")]
    [InlineData("an authority that another one signed")]
    [InlineData("an authority that has expired")]
    [InlineData("three authorities")]
    public void Take_WhatIsNoAuthority_IsRefusedAndNothingChanges(string what)
    {
        var pinned = Pinned();
        var before = File.ReadAllText(Pin);
        using var third = Authority();
        using var expired = Authority(TimeSpan.FromDays(-1));
        using X509Certificate2 leaf = Authority(isAuthority: false), below = Leaf(_first, Server, isAuthority: true);
        var told = what switch
        {
            "bytes that are no certificate" => [.. Told(_first), ByteString.CopyFromUtf8("no certificate")],
            "a certificate that is no authority" => Told(_first, leaf),
            "an authority that another one signed" => Told(_first, below),
            "an authority that has expired" => Told(_first, expired),
            _ => Told(_first, _second, third),
        };
        Assert.Contains("tell whoever runs the coordinator", Assert.Throws<FedOncoException>(() => pinned.Take(told)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Pin));
        Assert.Equal(ByteString.CopyFrom(SHA256.HashData(_first.RawData)), Assert.Single(pinned.Hashes));
    }

    [Fact]
    public void Take_File_IsReplacedAtOnceAndForItsOwnerAlone()
    {
        var pinned = Pinned();
        // The power went while an earlier word was being written.
        AgentState.WriteSecret(Pin + ".new", "-----BEGIN CERT"u8.ToArray());
        Assert.Single(PinnedAuthorities.Read(Pin).Hashes);
        Assert.True(pinned.Take(Told(_first, _second)));
        Assert.Equal(2, PinnedAuthorities.Read(Pin).Hashes.Count());
        Assert.Equal([Pin], Directory.GetFiles(_folder));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Pin));
    }

    [Fact]
    public void Vouch_CertificateOfAnotherAgent_IsNotTheCoordinators()
    {
        using X509Certificate2 agent = Leaf(_first, Client), server = Leaf(_first, Server);
        Assert.Equal((false, true), (Vouches(Pinned(), agent), Vouches(Pinned(), server)));
        Assert.False(Pinned().Vouch(this, server, null, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.False(Pinned().Signed(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")]
    public void Read_DamagedFile_SaysWhichAndWhatToDo(string content)
    {
        File.WriteAllText(Pin, content);
        Assert.Contains("fedonco-agent enrol CODE", Assert.Throws<FedOncoException>(() => PinnedAuthorities.Read(Pin)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://coordinator.example:8443")]
    [InlineData("coordinator.example:8443")]
    [InlineData("")]
    public void Address_ThatIsNotHttps_IsRefused(string address) =>
        Assert.Contains("https://host:port", Assert.Throws<FedOncoException>(() => CoordinatorAddress.Read(address)).Message, StringComparison.Ordinal);

    private static bool Vouches(PinnedAuthorities pinned, X509Certificate2 server) => pinned.Vouch(server, server, null, SslPolicyErrors.RemoteCertificateChainErrors);

    private static List<ByteString> Told(params X509Certificate2[] certificates) => [.. certificates.Select(c => ByteString.CopyFrom(c.RawData))];

    private static X509Certificate2 Authority(TimeSpan? end = null, bool isAuthority = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedOnco certificate authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, isAuthority, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-2), now + (end ?? TimeSpan.FromDays(1)));
    }

    private static X509Certificate2 Leaf(X509Certificate2 authority, Oid purpose, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose], false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(authority, now.AddDays(-1), now.AddHours(1), [1]);
    }

    private PinnedAuthorities Pinned()
    {
        PinnedAuthorities.Write(Pin, ByteString.CopyFrom(_first.RawData));
        return PinnedAuthorities.Read(Pin);
    }
}
