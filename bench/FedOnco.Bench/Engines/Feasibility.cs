using System.Diagnostics;
using DuckDB.NET.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Bench.Engines;

/// <summary>How many patients meet ten criteria, one of them on a table of laboratory values with many rows a patient.</summary>
internal static class Feasibility
{
    private const int Repeats = 3;

    private const string Filter = "age >= 18 & age < 75 & sex == 1 & stage %in% c(\"stage 3\", \"stage 4\") & grade != \"grade 1\" & er & her2 == 0 & treatment != \"none\" & between(x6, 20, 80) & low_platelets";

    public static void Run(string csv, string folder, long patients, long values, TextWriter output)
    {
        var database = Path.Combine(folder, $"feasibility-{patients}-{values}.duckdb");
        if (!File.Exists(database)) Make(database, OncoTable.Parquet(csv, patients), patients, values);
        var dataset = OncoTable.Dataset.Clone();
        dataset.Variables.Add(new Variable { Name = "low_platelets", Type = VariableType.Boolean, Minimum = 0, Maximum = 1, Step = 1 });
        // A centre writes this query once, into its catalogue.
        const string query = "SELECT p.*, p.id IN (SELECT patient FROM source.lab WHERE code = 777 AND value < 100) AS low_platelets FROM source.patients AS p";
        var best = double.PositiveInfinity;
        for (var i = 0; i < Repeats; i++)
        {
            using var source = new EngineSource(OncoTable.Entry(new DuckDbSource(database, "", query)), dataset, "s1", new EngineSettings());
            var watch = Stopwatch.StartNew();
            var question = CallLanguage.Parse($"count(data = onco, subset = {Filter})").Question ?? throw new ArgumentException("the call is wrong");
            var context = new StudyContext(question, dataset, ["s1"], new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
            using var run = source.Open(VariableNames.Of(question), CancellationToken.None);
            var analysis = AnalysisRegistry.For(question);
            var federation = new PlainFederation(analysis, context, [CohortSelection.Select(context, "s1", run)]);
            QuestionProgram.RunAsync(analysis, context, federation, CancellationToken.None).GetAwaiter().GetResult();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        output.WriteLine($"feasibility, ten criteria, {patients} patients, {values} laboratory values: {best:F2} s");
    }

    private static void Make(string database, string parquet, long patients, long values)
    {
        using var engine = new DuckDBConnection($"DataSource={database}");
        engine.Open();
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // The bench's own statements.
        command.CommandText = $"CREATE TABLE patients AS FROM '{parquet}'; CREATE TABLE lab AS SELECT (hash(i) % {patients})::BIGINT + 1 AS patient, (700 + hash(i + 1) % 100)::INTEGER AS code, (hash(i + 2) % 4000)::DOUBLE / 10 AS value FROM range({values}) AS t(i)";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
