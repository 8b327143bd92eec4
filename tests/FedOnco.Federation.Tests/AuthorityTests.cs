using System.Security.Cryptography.X509Certificates;
using FedOnco.Client;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Grpc.Core;

namespace FedOnco.Federation.Tests;

/// <summary>The coordinator's authority is changed at once, step by step as docs/site-it/renew.md has it for a key that may have been read.</summary>
public sealed class AuthorityTests
{
    private const string Call = "count(data = d)";

    [Fact]
    public async Task Authority_MovedAway_EveryoneEnrolsAgainAndTheRestStays()
    {
        await using var federation = await AuthorityFederation.StartAsync();
        var people = Copy(federation.AuthorityFile);
        using var before = federation.Client(people);
        var answer = await before.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, answer.State);
        var roster = RosterOf(federation);
        using var stolen = CertificateOf(federation, "s0");

        await federation.StopCoordinatorAsync();
        await federation.CoordinatorAsync("backup", "--to", Path.Combine(federation.State, "..", "backup"));
        var away = Directory.CreateDirectory(Path.Combine(federation.State, "..", "away")).FullName;
        foreach (var file in new[] { "authority.pem", "authority.key" }) File.Move(Path.Combine(federation.State, file), Path.Combine(away, file));
        await federation.StartCoordinatorAsync();

        Assert.Equal(ErrorReason.WrongCertificate, (await Assert.ThrowsAsync<FedOncoException>(() => before.StudiesAsync(TestContext.Current.CancellationToken))).Reason);
        using var after = federation.Client(federation.AuthorityFile);
        Assert.All(await SitesAsync(after), s => Assert.False(s.Connected));
        await RefusedAsync(federation, stolen);
        foreach (var site in AuthorityFederation.Sites)
        {
            await federation.EnrolAgainAsync(site);
            // Without the coordinator's word for the roster: the one that was approved is good still.
            await federation.StartAgentAsync(site);
        }

        Assert.Equal(roster, RosterOf(federation));
        Assert.Contains((await after.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken)).Result.Notes, n => n.StartsWith("answered from the record", StringComparison.Ordinal));
        var fresh = await after.RunAsync("", "count(data = d, subset = x > 3)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(fresh.State == RunState.Completed, fresh.Problems.FirstOrDefault()?.Message);
        Assert.Equal(answer.Id, (await after.GetAsync(answer.Id, TestContext.Current.CancellationToken)).Id);
        await RefusedAsync(federation, stolen);
    }

    internal static X509Certificate2 CertificateOf(AuthorityFederation federation, string site) =>
        X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(Path.Combine(federation.StateOf(site), "certificate.pem"), Path.Combine(federation.StateOf(site), "certificate.key")).Export(X509ContentType.Pkcs12), null);

    private static string Copy(string file)
    {
        var copy = Path.Combine(Path.GetDirectoryName(file)!, "..", "people.pem"); // A file in a folder.
        File.Copy(file, copy);
        return copy;
    }

    internal static Roster RosterOf(AuthorityFederation federation)
    {
        using var store = Store.Open(federation.State);
        return store.Roster();
    }

    private static async Task<IReadOnlyList<SiteStatus>> SitesAsync(FedOncoClient client) => (await client.DatasetsAsync("", TestContext.Current.CancellationToken)).Single().Sites;

    internal static async Task RefusedAsync(AuthorityFederation federation, X509Certificate2 certificate)
    {
        using var channel = FederationTests.ChannelOf(federation.Address, certificate);
        using var stream = new AgentGateway.AgentGatewayClient(channel).Connect(cancellationToken: TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Contains("signed by another authority", refused.Status.Detail, StringComparison.Ordinal);
    }
}
