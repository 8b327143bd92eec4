using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>What does not fit into the embedded engine's memory goes to its temporary folder, and to no other place.</summary>
public sealed class SpillTests : IDisposable
{
    private const string Large = "CREATE TABLE large AS SELECT range AS i, hash(range) AS h FROM range(12000000)";

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Execute_MoreThanMemory_GoesToTheFolderAndLeavesNothing()
    {
        var spill = Path.Combine(Path.GetDirectoryName(_folder.Write("d.csv", "id\n"))!, "spill");
        using (var engine = new DuckDbEngine("d", new EngineSettings(MemoryMiB: 128, TemporaryFolder: spill), []))
        {
            engine.Execute(Large);
            Assert.NotEmpty(Directory.GetFiles(spill));
            var row = engine.Rows("SELECT count(*), count(DISTINCT h) FROM large", new SqlParameters(), CancellationToken.None)[0];
            Assert.Equal([12_000_000L, 12_000_000L], row);
        }

        Assert.False(Directory.Exists(spill) && Directory.EnumerateFiles(spill).Any());
    }

    [Fact]
    public void Execute_NoFolder_IsAFault()
    {
        using var engine = new DuckDbEngine("d", new EngineSettings(MemoryMiB: 128), []);
        Assert.Throws<DuckDbFault>(() => engine.Execute(Large));
    }

    public void Dispose() => _folder.Dispose();
}
