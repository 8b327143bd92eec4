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

/// <summary>A site's whole part of a call, preflight included, against the same SQL in DuckDB alone; side by side, the least of several.</summary>
internal static class EngineSpeed
{
    private const int Repeats = 5;

    /// <summary>The first reads of a process are compiled while they run.</summary>
    private const int Loads = 15;

    private static readonly string[] Columns = ["x1", "x2", "x3", "x4", "x5", "x6", "x8", "x9", "x10", "age"];

    public static void Run(string csv, long rows, TextWriter output)
    {
        var parquet = OncoTable.Parquet(csv, rows);
        using var source = new EngineSource(OncoTable.Entry(new ParquetSource(parquet)), OncoTable.Dataset, "s1", new EngineSettings());
        Compare("count with three filters", "count(data = onco, subset = age > 50 & treatment == \"chemo\" & er)", $"SELECT count(*) FROM '{parquet}' WHERE age > 50 AND treatment = 'chemo' AND er", source, output);
        Compare("two-way table", "table(~ stage + treatment, data = onco)", $"SELECT stage, treatment, count(*) FROM '{parquet}' GROUP BY ALL", source, output);
        Compare("two-way table with three filters", "table(~ stage + grade, data = onco, subset = age > 50 & treatment == \"chemo\" & er)", $"SELECT stage, grade, count(*) FROM '{parquet}' WHERE age > 50 AND treatment = 'chemo' AND er GROUP BY ALL", source, output);
        Compare("survival curve by treatment", "survfit(Surv(time, status) ~ treatment, data = onco)", $"SELECT time, status, treatment, count(*) FROM '{parquet}' GROUP BY ALL", source, output);
        var moments = string.Join(", ", Columns.Select(c => $"count({c}), avg({c}), stddev_samp({c}), skewness({c}), quantile_cont({c}, [0.25, 0.5, 0.75])"));
        Compare("describe of ten columns", $"describe(~ {string.Join(" + ", Columns)}, data = onco)", $"SELECT {moments} FROM '{parquet}'", source, output, 2);
    }

    /// <summary>Loading ten numeric columns: millions of bytes of doubles a second on all cores of this process.</summary>
    public static void Load(string csv, long rows, TextWriter output)
    {
        var parquet = OncoTable.Parquet(csv, rows);
        foreach (var spec in (SourceSpec[])[new ParquetSource(parquet), new CsvSource(OncoTable.Csv(parquet))])
        {
            double best = double.PositiveInfinity, processor = 0;
            for (var i = 0; i < Loads; i++)
            {
                using var source = new EngineSource(OncoTable.Entry(spec), OncoTable.Dataset, "s1", new EngineSettings());
                // As an agent does: its check at the start has counted the rows.
                source.Know(rows, isOneRowPerPatient: true);
                using var run = source.Open(Columns, CancellationToken.None);
                using var process = Process.GetCurrentProcess();
                var before = process.TotalProcessorTime;
                var watch = Stopwatch.StartNew();
                foreach (var column in Columns) _ = run.Column(column);
                var seconds = watch.Elapsed.TotalSeconds;
                process.Refresh();
                if (seconds >= best) continue;
                best = seconds;
                processor = (process.TotalProcessorTime - before).TotalSeconds;
            }

            var megabytes = Columns.Length * rows * sizeof(double) / 1e6;
            output.WriteLine($"load {spec.GetType().Name}: {megabytes / best:F0} MB/s of doubles, {megabytes / processor:F0} MB/s a core ({rows} rows, {Columns.Length} columns)");
        }
    }

    /// <summary>Peak memory of this process after describing all numeric columns twice over (20 columns).</summary>
    public static void Memory(string csv, long rows, TextWriter output)
    {
        var settings = new EngineSettings();
        using var source = new EngineSource(OncoTable.Entry(new ParquetSource(OncoTable.Parquet(csv, rows))), OncoTable.Dataset, "s1", settings);
        string[] all = ["age", "sex", "pgr", "her2", "time", "status", "resp", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "stage", "grade", "treatment"];
        var watch = Stopwatch.StartNew();
        Answer($"describe(~ {string.Join(" + ", all)}, data = onco)", source);
        var peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        output.WriteLine($"describe of {all.Length} columns, {rows} rows: peak {long.Parse(peak) / 1024} MiB, engine's own limit {settings.MemoryMiB} MiB, {watch.Elapsed.TotalSeconds:F1} s");
    }

    private static void Compare(string name, string call, string sql, EngineSource source, TextWriter output, int repeats = Repeats)
    {
        using var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        double mine = double.PositiveInfinity, theirs = double.PositiveInfinity;
        for (var i = 0; i < repeats; i++)
        {
            mine = Math.Min(mine, Time(() => Answer(call, source)));
            theirs = Math.Min(theirs, Time(() => Query(engine, sql)));
        }

        output.WriteLine($"{name}: agent {mine * 1000:F0} ms, DuckDB alone {theirs * 1000:F0} ms, ratio {mine / theirs:F2}");
    }

    private static void Answer(string call, EngineSource source)
    {
        var question = CallLanguage.Parse(call).Question ?? throw new ArgumentException("the call is wrong");
        var context = new StudyContext(question, OncoTable.Dataset, ["s1"], new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
        using var run = source.Open(VariableNames.Of(question), CancellationToken.None);
        var analysis = AnalysisRegistry.For(question);
        var federation = new PlainFederation(analysis, context, [CohortSelection.Select(context, "s1", run)]);
        analysis.Report(context, QuestionProgram.RunAsync(analysis, context, federation, CancellationToken.None).GetAwaiter().GetResult());
    }

    private static void Query(DuckDBConnection engine, string sql)
    {
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // The bench's own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
        }
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
