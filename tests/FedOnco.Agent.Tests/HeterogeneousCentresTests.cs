using System.Globalization;
using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>Three centres that write the same things differently give the answers of the pooled patients.</summary>
public sealed class HeterogeneousCentresTests : IDisposable
{
    private const string Study = """
          d:
            patient_key: id
            rows_per_patient: one
            variables:
              id: {type: category}
              time: {type: duration, unit: days, range: [0, 2000], lattice: {unit: day, factor: 1}}
              status: {type: integer, range: [0, 1], event: "1"}
              age: {type: integer, unit: years, range: [18, 100]}
              sex: {type: category, levels: [male, female]}
              ecog: {type: integer, range: [0, 4]}
              loss: {type: decimal, unit: kg, range: [-50, 50]}
              old: {type: boolean, derived: "age >= 65"}

        """;

    private static readonly string[] Catalogues =
    [
        "csv: c1.csv, variables: {status: {values: {\"1\": \"0\", \"2\": \"1\"}}, sex: {values: {\"1\": male, \"2\": female}}, ecog: ph.ecog, loss: {column: wt.loss, unit: lb}}",
        "csv: {files: c2.csv, delimiter: \";\", encoding: latin-1}, decimal_comma: true, key: Numéro, missing: [], variables: {time: {column: semaines, unit: weeks}, status: {column: état, values: {vivant: \"0\", décédé: \"1\"}}, sex: {values: {m: male, f: female}}, loss: poids}",
        "duckdb: c3.duckdb, table: onco.lung, variables: {status: {column: dead, values: {\"true\": \"1\", \"false\": \"0\"}}, ecog: {missing: [\"9\"]}, age: {missing: [\"999\"]}}",
    ];

    private readonly SiteFolder _folder = new();

    [Theory]
    [InlineData("coxph(Surv(time, status) ~ age + sex + ecog, data = d)")]
    [InlineData("lm(loss ~ age + sex, data = d, subset = old)")]
    [InlineData("table(~ sex + status, data = d)")]
    [InlineData("describe(~ age + loss + ecog, data = d)")]
    public async Task Answer_ThreeWaysToWrite_IsThatOfThePooledPatients(string call)
    {
        Write();
        var parts = Catalogues.Select((c, i) => Load(c, $"s{i}")).ToList();
        var pooled = Load("csv: pooled.csv", "s0");
        Assert.Equal(pooled.Rows, parts.Sum(p => p.Rows));
        Require(await AnswerAsync(call, [("s0", pooled)]), await AnswerAsync(call, [.. parts.Select((p, i) => ($"s{i}", p))]));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The rows of three centres, each in its own writing, and all of them in the dictionary's.</summary>
    private void Write()
    {
        var rows = Enumerable.Range(0, 3).Select(i => File.ReadLines(Path.Combine(Repository.Root, "samples", "trials", $"s{i + 1}", "lung.csv")).ToList()).ToList();
        var header = rows[0][0].Split(',').ToList();
        string Cell(string row, string column) => row.Split(',')[header.IndexOf(column)] is { Length: > 0 } cell ? cell : "NA";
        string Number(string text, double factor) => text == "NA" ? "" : (double.Parse(text, CultureInfo.InvariantCulture) * factor).ToString("R", CultureInfo.InvariantCulture);
        _folder.Write("c1.csv", string.Join("\n", rows[0]));
        var second = rows[1].Skip(1).Select(r => string.Join(";", Cell(r, "id"), Number(Cell(r, "time"), 1 / 7.0).Replace('.', ','), Cell(r, "status") == "2" ? "décédé" : "vivant", Cell(r, "age"), Cell(r, "sex") == "1" ? "m" : "f", Number(Cell(r, "ph.ecog"), 1), Number(Cell(r, "wt.loss"), 0.45359237).Replace('.', ',')));
        File.WriteAllText(Path.Combine(_folder.Path, "c2.csv"), string.Join("\r\n", second.Prepend("Numéro;semaines;état;age;sex;ecog;poids")), System.Text.Encoding.Latin1);
        var third = rows[2].Skip(1).Select(r => $"({Cell(r, "id")}, {Cell(r, "time")}, {Cell(r, "status")} = 2, {Cell(r, "age").Replace("NA", "999", StringComparison.Ordinal)}, '{(Cell(r, "sex") == "1" ? "male" : "female")}', {Cell(r, "ph.ecog").Replace("NA", "9", StringComparison.Ordinal)}, {(Cell(r, "wt.loss") == "NA" ? "NULL" : $"{Number(Cell(r, "wt.loss"), 0.45359237)}::DOUBLE")})");
        DuckDbFile.Write(Path.Combine(_folder.Path, "c3.duckdb"), "CREATE SCHEMA IF NOT EXISTS onco", $"CREATE OR REPLACE TABLE onco.lung AS SELECT * FROM (VALUES {string.Join(", ", third)}) AS t(id, time, dead, age, sex, ecog, loss)");
        var pooled = rows.SelectMany((part, i) => part.Skip(1).Select(r => string.Join(",", $"{i}-{Cell(r, "id")}", Cell(r, "time"), Cell(r, "status") == "2" ? "1" : "0", Cell(r, "age"), Cell(r, "sex") == "1" ? "male" : "female", Cell(r, "ph.ecog"), Number(Cell(r, "wt.loss"), 0.45359237))));
        _folder.Write("pooled.csv", string.Join("\n", pooled.Prepend("id,time,status,age,sex,ecog,loss")));
    }

    private RunSource Load(string entry, string site)
    {
        var data = _folder.Catalogue(Study, $"datasets:\n  d: {{study: s, {entry}}}\n").Single();
        var check = SiteFolder.Check(data);
        Assert.True(check.Conforms, CheckText.Of([check]));
        return _folder.Open(data, site);
    }

    private static async Task<Result> AnswerAsync(string call, IReadOnlyList<(string Site, RunSource Data)> sites)
    {
        var question = CallLanguage.Parse(call).Question ?? throw new InvalidOperationException($"{call} cannot be read");
        var context = new StudyContext(question, SiteFolder.Dictionary(Study).Datasets[0], [.. sites.Select(s => s.Site)], new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
        var analysis = AnalysisRegistry.For(question);
        Assert.Empty(analysis.Check(context));
        var runs = sites.Select(s => Analyses.Expressions.CohortSelection.Select(context, s.Site, s.Data)).ToList();
        return analysis.Report(context, await QuestionProgram.RunAsync(analysis, context, new Adder(analysis, context, runs), TestContext.Current.CancellationToken));
    }

    private static void Require(Result expected, Result actual)
    {
        var numbers = 0;
        Assert.Equal(expected.Tidy.Columns.Count, actual.Tidy.Columns.Count);
        foreach (var (e, a) in expected.Tidy.Columns.Zip(actual.Tidy.Columns))
        {
            Assert.Equal(e.Name, a.Name);
            Assert.Equal(e.Texts, a.Texts);
            Assert.Equal(e.Missing, a.Missing);
            foreach (var (x, y) in (e.Numbers?.Values ?? []).Zip(a.Numbers?.Values ?? []))
            {
                Assert.True(x.Equals(y) || Math.Abs(x - y) <= 1e-10 * Math.Max(1e-3, Math.Abs(x)), $"{e.Name}: {y:R} is not {x:R}");
                numbers++;
            }
        }

        Assert.True(numbers > 3, "nothing was compared");
    }

    /// <summary>Adds without masks; exists in tests only.</summary>
    private sealed class Adder(IAnalysis analysis, StudyContext context, IReadOnlyList<SiteRun> runs) : IFederation
    {
        public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
        {
            var sum = new double[new Tally(step.Layout).Values.Length];
            foreach (var values in runs.Select(r => QuestionProgram.Sum(analysis, context, step, r).Values.ToArray()))
            {
                for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
            }

            return Task.FromResult(new Total(step.Layout, sum));
        }
    }
}
