using System.Diagnostics;
using System.Text;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Rows;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Bench.Gate;

/// <summary>What it costs a site with a million patients to keep the rows of a new cohort durably, so that a refresh of the data can be told apart from it later; once, marks of all patients.</summary>
internal static class KeptRowsPrice
{
    private const int Rows = 1_000_000;
    private const int Rounds = 30;

    public static void Run(TextWriter output) => GateFolder.Use(folder => Measure(folder, output));

    private static void Measure(string folder, TextWriter output)
    {
        var text = new StringBuilder("id,u\n");
        var random = new Random(1);
        for (var i = 0; i < Rows; i++) text.Append($"p{i},{random.Next(10_000)}\n");
        File.WriteAllText(Path.Combine(folder, "d.csv"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "catalogue.yaml"), "datasets:\n  d: {study: s, csv: d.csv}\n");
        var dataset = new Dataset { Name = "d", PatientKey = "id", Variables = { new Variable { Name = "id", Type = VariableType.Category }, new Variable { Name = "u", Type = VariableType.Integer, Minimum = 0, Maximum = 9999, Step = 1 } } };
        var held = Catalogue.Open(Path.Combine(folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings()).Find("s", "d")!;
        using var kept = new KeptRows(folder);
        kept.Begin("s", "d", 0, held.SnapshotHash, TimeProvider.System.GetUtcNow());
        using var source = held.OpenAll(CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        kept.KeepPatients("s", "d", 0, PatientMarks.Of(source, held.Dataset, new byte[32])!);
        var marks = Stopwatch.GetElapsedTime(started);
        var rows = new DatasetRows(held, kept, "a", new byte[32]);
        List<double> times = [];
        for (var round = 0; round < Rounds + 2; round++)
        {
            var cohorts = CohortsOf($"count(data = d, subset = u >= {100 + (300 * round)})", held);
            var whole = new SiteRun("a", source);
            // The preflight finds them whether they are kept or not.
            foreach (var cohort in cohorts) CohortRows.Of(cohort.Cohort, dataset.PatientKey, whole);
            started = Stopwatch.GetTimestamp();
            rows.Keep(cohorts, source);
            if (round >= 2) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        output.WriteLine($"rows of a new cohort kept, n = {Rows}: {times.Min():0.0} ms (median {times.Order().ElementAt(times.Count / 2):0.0}), least of {Rounds}; marks of all patients and of one variable, once a snapshot: {marks.TotalSeconds:0.0} s");
    }

    private static List<EarlierCohort> CohortsOf(string call, HeldDataset held)
    {
        var context = new StudyContext(CallLanguage.Parse(call).Question!, held.Dataset, ["a", "b", "c"], new DisclosureTerms { Profile = Profile.Default });
        return [.. QuestionCohorts.Of(context).Select(c => new EarlierCohort(c.Cohort, new HistoryEntry { Cohort = c.Cohort.Spec, Sites = { context.Sites }, SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) } }))];
    }
}
