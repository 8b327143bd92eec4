using DuckDB.NET.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Protos;

namespace FedOnco.Bench.Engines;

/// <summary>The synthetic oncology table of bench/onco_table.R (made beforehand as CSV), and its dictionary.</summary>
internal static class OncoTable
{
    public static Dataset Dataset { get; } = Describe();

    /// <summary>The first rows of the CSV file as Parquet, levels as texts; made once.</summary>
    public static string Parquet(string csv, long rows)
    {
        var file = $"{Path.ChangeExtension(csv, null)}-{rows}.parquet";
        if (File.Exists(file)) return file;
        Execute($"COPY (SELECT id, age, sex, 'stage ' || stage AS stage, 'grade ' || grade AS grade, er = 1 AS er, pgr, her2, treatment, time, status, resp, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10 FROM read_csv('{csv}') LIMIT {rows}) TO '{file}' (FORMAT parquet)");
        return file;
    }

    /// <summary>The same as CSV.</summary>
    public static string Csv(string parquet)
    {
        var file = Path.ChangeExtension(parquet, ".csv");
        if (!File.Exists(file)) Execute($"COPY (FROM '{parquet}') TO '{file}' (FORMAT csv, HEADER)");
        return file;
    }

    public static EngineEntry Entry(SourceSpec source) => new("onco", source, new Dictionary<string, string>(), ["NA"]);

    public static void Execute(string sql)
    {
        using var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // The bench's own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static Dataset Describe()
    {
        var dataset = new Dataset { Name = "onco", PatientKey = "id", OneRowPerPatient = true };
        dataset.Variables.Add(new Variable { Name = "id", Type = VariableType.Category });
        dataset.Variables.Add(Number("age", 0, 120, 0.1));
        dataset.Variables.Add(Number("sex", 0, 1, 1));
        dataset.Variables.Add(Category("stage", "stage 1", "stage 2", "stage 3", "stage 4"));
        dataset.Variables.Add(Category("grade", "grade 1", "grade 2", "grade 3"));
        dataset.Variables.Add(new Variable { Name = "er", Type = VariableType.Boolean, Minimum = 0, Maximum = 1, Step = 1 });
        dataset.Variables.Add(Number("pgr", 0, 1, 1));
        dataset.Variables.Add(Number("her2", 0, 1, 1));
        dataset.Variables.Add(Category("treatment", "none", "chemo", "endocrine", "combined"));
        dataset.Variables.Add(Number("time", 0, 4000, 1));
        dataset.Variables.Add(Number("status", 0, 1, 1));
        dataset.Variables.Add(Number("resp", 0, 1, 1));
        for (var j = 1; j <= 10; j++) dataset.Variables.Add(Number($"x{j}", -200, 200, 0));
        return dataset;
    }

    private static Variable Number(string name, double minimum, double maximum, double step) =>
        new() { Name = name, Type = step == 1 ? VariableType.Integer : VariableType.Decimal, Minimum = minimum, Maximum = maximum, Step = step };

    private static Variable Category(string name, params string[] levels)
    {
        var variable = new Variable { Name = name, Type = VariableType.Category };
        variable.Levels.AddRange(levels.Select(l => new Level { Name = l }));
        return variable;
    }
}
