using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests;

public sealed class StoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public void TakeInvitation_Code_WorksOnceForItsSiteAndBeforeItExpires()
    {
        using var store = Store.Open(_folder);
        using var authority = Authority.Open(_folder, TimeProvider.System);
        var code = Invitations.Invite(store, authority, "s1", Now);
        Assert.False(store.TakeInvitation(code, "s2", Now));
        Assert.False(store.TakeInvitation(code, "s1", Now.AddDays(8)));
        Assert.True(store.TakeInvitation(code, "s1", Now));
        Assert.False(store.TakeInvitation(code, "s1", Now));
    }

    [Fact]
    public void FindToken_StoredHash_GivesPersonAndExpiry()
    {
        using var store = Store.Open(_folder);
        store.AddPerson("ada", "analyst", ["trials"]);
        var token = Invitations.CreateToken(store, "ada", Now.AddDays(1));
        Assert.Equal(("ada", Now.AddDays(1)), (store.FindToken(token)!.Value.Person.Name, store.FindToken(token)!.Value.Expires));
        Assert.Null(store.FindToken(token + "x"));
        var other = Invitations.CreateToken(store, "ada", Now.AddDays(2));
        Assert.Equal([Store.TokenId(token), Store.TokenId(other)], store.Tokens("ada").Select(t => t.Id));
        Assert.Equal(0, store.RevokeToken("eve", Store.TokenId(other)));
        Assert.Equal(1, store.RevokeToken("ada", Store.TokenId(other)));
        Assert.Equal((true, true), (store.FindToken(other) is null, store.FindToken(token) is not null));
        Assert.Equal(1, store.RevokeTokens("ada"));
        Assert.Null(store.FindToken(token));
        Assert.DoesNotContain(token, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(_folder, "coordinator.db"))), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenRuns_AfterReopen_AreStillThere()
    {
        using (var store = Store.Open(_folder)) store.SaveRun(new Run { Id = "r", Study = "s", State = RunState.Summing }, open: true, null);
        using var again = Store.Open(_folder);
        Assert.Equal("r", Assert.Single(again.OpenRuns()).Id);
    }

    [Fact]
    public async Task GovernancePage_EveryCoordinatorCommand_Works()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "FedOnco.sln"))) root = Path.GetDirectoryName(root)!; // The tests run within the repository.
        var lines = (await File.ReadAllLinesAsync(Path.Combine(root, "docs", "governance.md"), TestContext.Current.CancellationToken)).Where(l => l.StartsWith("fedonco-coordinator ", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, lines.Count);
        using (var served = Store.Open(_folder))
        using (new CoordinatorDiary(served, TimeProvider.System))
        {
            // The service has run once: there is a log.
        }

        foreach (var line in lines) Assert.Equal(0, await Commands.CoordinatorCommands.Build().Parse(line.Split(' ')[1..].Select(w => w == "state" ? _folder : w).ToArray()).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        using var store = Store.Open(_folder);
        Assert.Equal(("auditor", 0), (store.FindPerson("eve")!.Role, store.RevokeTokens("eve")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
