using FedOnco.Agent.Tests.Engines;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>A federation whose coordinator keeps its state in PostgreSQL.</summary>
public sealed class PostgresStateTests
{
    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{i},{(i * i) % 17}\n")));

    [Fact]
    public async Task Run_StateInPostgres_GivesTheSameBitsAsInAFile()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed here (/usr/lib/postgresql)");
        using var server = new PostgresServer();
        await using var first = await TestFederation.StartAsync(Data);
        await using var second = await TestFederation.StartAsync(Data, state: folder => StateInPostgres.Name(folder, server));
        using var inFile = first.Client();
        using var inServer = second.Client();
        foreach (var call in new[] { "count(data = d)", "lm(y ~ x, data = d)", "train(y ~ x, data = d, model = gbdt(trees = 2, depth = 2, min_leaf = 5))" })
        {
            var expected = await inFile.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
            var run = await inServer.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(run.State == RunState.Completed, run.Problems.FirstOrDefault()?.Message);
            Assert.Equal((expected.Result.Tidy, expected.Result.Glance, expected.Result.Model), (run.Result.Tidy, run.Result.Glance, run.Result.Model));
        }

        await second.RestartCoordinatorAsync();
        var again = await inServer.RunAsync("", "lm(y ~ x, data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(again.Result.Notes, n => n.StartsWith("answered from the record", StringComparison.Ordinal));
        Assert.Equal(4, (await inServer.ListAsync("", TestContext.Current.CancellationToken)).Count);
        Assert.Single(await inServer.ModelsAsync("", TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(second.Folder, "coordinator", "coordinator.db")));
    }
}
