using FedOnco.Agent.Audit;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>A refresh of the data is an event of the site's log.</summary>
public sealed class SnapshotsTests : IDisposable
{
    private readonly SiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Held_DataChangedBetweenTwoStarts_IsOneRefresh()
    {
        Assert.Empty(Start("x\n1\n2\n"));
        Assert.Empty(Start("x\n1\n2\n"));
        var refresh = Assert.Single(Start("x\n1\n3\n"));
        Assert.Contains("\"study\":\"s\"", refresh, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"d\"", refresh, StringComparison.Ordinal);
        // The same data as before is a change as well; what was said stays.
        Assert.Equal(2, Start("x\n1\n2\n").Count);
        Assert.Equal(2, Start("x\n1\n2\n").Count);
    }

    [Fact]
    public void Held_DataThatDoNotConform_AreNoSnapshot()
    {
        Assert.Empty(Start("x\n1\n2\n"));
        Assert.Empty(Start("other\n1\n2\n"));
        Assert.Empty(Start("x\n1\n2\n"));
    }

    [Fact]
    public void Held_LogThatCannotBeWritten_IsARefreshAtTheNextStart()
    {
        Assert.Empty(Start("x\n1\n2\n"));
        Assert.ThrowsAny<Exception>(() => Start("x\n1\n3\n", log => log.Dispose()));
        Assert.Single(Start("x\n1\n3\n"));
    }

    /// <summary>Refreshes in the log after a start over these data.</summary>
    private List<string> Start(string data, Action<AuditLog>? before = null)
    {
        _folder.Write("d.csv", data);
        _folder.Write("catalogue.yaml", "datasets:\n  d: {study: s, csv: d.csv}\n");
        var dataset = new Dataset { Name = "d", Variables = { new Variable { Name = "x", Type = VariableType.Integer, Minimum = 0, Maximum = 10, Step = 1 } } };
        var state = Path.Combine(_folder.Path, "state");
        Directory.CreateDirectory(state);
        var catalogue = Catalogue.Open(Path.Combine(_folder.Path, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings());
        using (var log = AuditLog.Open(state))
        using (var snapshots = new Snapshots(state))
        {
            before?.Invoke(log);
            new RunDiary(log, TimeProvider.System).Held(catalogue.Datasets, snapshots);
        }

        return [.. Directory.GetFiles(state, "*", SearchOption.AllDirectories).Where(f => f.EndsWith("jsonl", StringComparison.Ordinal) || f.EndsWith(".log", StringComparison.Ordinal)).SelectMany(File.ReadAllLines).Where(l => l.Contains("\"refresh\"", StringComparison.Ordinal))];
    }
}
