using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>The way to a warehouse is encrypted, and its server is the one that the catalogue names.</summary>
public sealed class WarehouseTlsTests(SharedHoldings holdings) : IDisposable
{
    private readonly SiteFolder _folder = new();

    [Theory]
    [InlineData("verify")]
    [InlineData("require")]
    public void Open_ServerOfTheAuthority_IsEncrypted(string tls)
    {
        using var engine = Open("localhost", tls, tls == "verify" ? holdings.Server.Authority : null);
        Assert.Equal("true", engine.Rows("SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()", new SqlParameters(), CancellationToken.None)[0][0]);
    }

    [Fact]
    public void Open_OtherAuthorityOrHost_IsRefused()
    {
        using var other = new SiteFolder();
        var strange = ServerCertificate.Write(Path.GetDirectoryName(other.Write("d.csv", "id\n"))!);
        foreach (var (host, authority) in new[] { ("localhost", strange), ("localhost", null), ("127.0.0.1", holdings.Server.Authority) })
        {
            var fault = Assert.Throws<FedOncoException>(() => Open(host, "verify", authority));
            Assert.Equal(ErrorReason.SourceConnection, fault.Reason);
            Assert.Contains("certificate is not trusted", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgresServer.Password, fault.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_NoSuchAuthority_SaysWhichFile()
    {
        var fault = Assert.Throws<FedOncoException>(() => WarehouseConnection.Of(Entry("localhost", "verify", "/nowhere/authority.pem")));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        Assert.StartsWith("w: /nowhere/authority.pem is missing", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private PostgresEngine Open(string host, string tls, string? authority) =>
        new("d", WarehouseConnection.Of(Entry(host, tls, authority is null ? "" : _folder.Write("authority.pem", authority))), new EngineSettings());

    private ConnectionEntry Entry(string host, string tls, string authority)
    {
        var secret = _folder.Write("password", PostgresServer.Password);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new ConnectionEntry("w", host, holdings.Server.Port, "postgres", "reader", secret, "", TimeSpan.FromSeconds(60), tls, authority);
    }
}
