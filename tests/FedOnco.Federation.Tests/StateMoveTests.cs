using System.Diagnostics;
using FedOnco.Agent.Tests.Engines;
using FedOnco.Cli.Sandbox;
using FedOnco.Client;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>A federation that has answered moves to PostgreSQL, by the command of the page for site IT, and goes on as if nothing had been.</summary>
public sealed class StateMoveTests
{
    private static readonly string[] Asked = ["count(data = d)", "lm(y ~ x, data = d)", "train(y ~ x, data = d, model = gbdt(trees = 2, depth = 2, min_leaf = 5))"];

    [Fact]
    public async Task Move_FederationWithAnswersAndAnOpenRun_GoesOnFromPostgres()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed here (/usr/lib/postgresql)");
        using var server = new PostgresServer();
        await using var federation = await AuthorityFederation.StartAsync();
        using var client = federation.Client(federation.AuthorityFile);
        var expected = new List<Run>();
        foreach (var call in Asked) expected.Add(Answered(await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken)));
        var models = await client.ModelsAsync("", TestContext.Current.CancellationToken);
        Assert.Single(models);
        // Open: it waits for a centre that is not there.
        await federation.StopAgentAsync("s1");
        var waiting = await client.SubmitAsync("", "count(data = d, subset = x > 10)", cancellationToken: TestContext.Current.CancellationToken);

        var target = Path.Combine(Directory.CreateTempSubdirectory("fedonco-target-").FullName, "to.txt");
        StateInPostgres.Write(target, server.OwnerOf(server.CreateDatabase()));
        Assert.Contains("is in use. Stop the coordinator", await FailedAsync("state", "move", "--to", target, "--state", federation.State), StringComparison.Ordinal);
        await federation.StopCoordinatorAsync();
        Assert.StartsWith("moved to database test_", await federation.CoordinatorAsync("state", "move", "--to", target), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(federation.State, SqliteState.FileName)));
        await federation.StartCoordinatorAsync();
        await federation.StartAgentAsync("s1");

        Assert.Contains(58, (await AnsweredAsync(client, waiting)).Result.Tidy.Columns.SelectMany(c => c.Numbers?.Values ?? []));
        Assert.Equal(models, await client.ModelsAsync("", TestContext.Current.CancellationToken));
        foreach (var (call, before) in Asked.Zip(expected))
        {
            var again = Answered(await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Contains(again.Result.Notes, n => n.StartsWith("answered from the record", StringComparison.Ordinal));
            Assert.Equal((before.Result.Tidy, before.Result.Glance, before.Result.Model), (again.Result.Tidy, again.Result.Glance, again.Result.Model));
        }

        // The sites' ledgers still agree with the coordinator's history, and its log goes on where it was.
        Answered(await client.RunAsync("", "count(data = d, subset = x > 20)", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(8, (await client.ListAsync("", TestContext.Current.CancellationToken)).Count);
        await federation.CoordinatorAsync("audit", "verify");
        var log = (await federation.CoordinatorAsync("audit", "export")).Split('\n');
        Assert.Equal(AuthorityFederation.Sites.Count, log.Count(l => l.Contains("\"kind\":\"enrolled\"", StringComparison.Ordinal)));
        Assert.Single(log, l => l.Contains("\"change\":\"state move\"", StringComparison.Ordinal));
        foreach (var site in AuthorityFederation.Sites) await ProgramRun.OutputAsync(Executables.Agent, "audit", "verify", "--home", federation.HomeOf(site));
    }

    /// <summary>SIGKILL wherever it happens to be: one state is in use afterwards, and it is whole.</summary>
    [Fact]
    public async Task Move_KilledAtAnyMoment_LeavesOneStateInUse()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed here (/usr/lib/postgresql)");
        using var server = new PostgresServer();
        var folder = Directory.CreateTempSubdirectory("fedonco-killed-").FullName;
        var target = Path.Combine(Directory.CreateTempSubdirectory("fedonco-target-").FullName, "to.txt");
        using (var store = Store.Open(folder))
        {
            for (var i = 0; i < 200; i++) store.AddPerson($"p{i}", "analyst", []);
        }

        var (moved, kills) = (false, 0);
        for (var delay = 100; !moved; delay += 50, kills++)
        {
            StateInPostgres.Write(target, server.OwnerOf(server.CreateDatabase()));
            using (var process = Process.Start(new ProcessStartInfo(Executables.Coordinator, ["state", "move", "--state", folder, "--to", target]) { RedirectStandardOutput = true })!) // A file of its own always starts a process.
            {
                await Task.WhenAny(process.WaitForExitAsync(TestContext.Current.CancellationToken), Task.Delay(delay, TestContext.Current.CancellationToken));
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            using var store = Store.Open(folder, serves: true);
            Assert.NotNull(store.FindPerson("p199"));
            moved = File.Exists(Path.Combine(folder, PostgresAccess.FileName));
            Assert.NotEqual(moved, File.Exists(Path.Combine(folder, SqliteState.FileName)));
        }

        Assert.True(kills > 1, "the command ended before it was killed");
    }

    private static async Task<Run> AnsweredAsync(FedOncoClient client, Run submitted) => Answered(await client.FollowAsync(submitted).WaitAsync(TimeSpan.FromSeconds(60)));

    private static Run Answered(Run run)
    {
        Assert.True(run.State == RunState.Completed, run.Problems.FirstOrDefault()?.Message);
        return run;
    }

    private static async Task<string> FailedAsync(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Executables.Coordinator, words) { RedirectStandardError = true })!; // A file of its own always starts a process.
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        return error;
    }
}
