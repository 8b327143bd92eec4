using System.Globalization;
using System.Text;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Random rows with missing values, ends of ranges, values outside them, and names that are hard on a parser.</summary>
internal static class GeneratedTable
{
    public static readonly Dataset Dataset = new()
    {
        Name = "d",
        PatientKey = "id",
        Variables =
        {
            new Variable { Name = "id", Type = VariableType.Category },
            new Variable { Name = "age", Type = VariableType.Integer, Minimum = 0, Maximum = 120, Step = 1 },
            new Variable { Name = "marker", Type = VariableType.Decimal, Minimum = -5, Maximum = 5, Step = 0.1 },
            new Variable { Name = "dose \"x\"; --", Type = VariableType.Decimal, Minimum = -1000, Maximum = 1000 },
            new Variable { Name = "grade", Type = VariableType.Category, MissingCodes = { "?" }, Levels = { new Level { Name = "I" }, new Level { Name = "it's; DROP TABLE d --" }, new Level { Name = "\"III\"" }, new Level { Name = "І" } } },
            new Variable { Name = "stage", Type = VariableType.Category, Levels = { new Level { Name = "1" }, new Level { Name = "2" }, new Level { Name = "3" } } },
            new Variable { Name = "er", Type = VariableType.Boolean, Minimum = 0, Maximum = 1, Step = 1 },
            new Variable { Name = "day", Type = VariableType.Date, Minimum = -3650, Maximum = 20000, Step = 1 },
        },
    };

    public static string[] Header => [.. Dataset.Variables.Select(v => v.Name)];

    public static List<string[]> Rows(int count, int seed)
    {
#pragma warning disable CA5394 // Test data.
        var random = new Random(seed);
        string Maybe(Func<string> value, params string[] missing) => random.Next(8) == 0 ? missing[random.Next(missing.Length)] : value();
        string Of(params string[] values) => values[random.Next(values.Length)];
        return [.. Enumerable.Range(0, count).Select(_ => new[]
        {
            Maybe(() => $"p{random.Next(count)}", ""),
            Maybe(() => random.Next(0, 121).ToString(), "", "999", "-1"),
            Maybe(() => (random.Next(-50, 51) / 10.0).ToString("R", CultureInfo.InvariantCulture), "", "7.5"),
            Maybe(() => (random.NextDouble() * 10 - 5).ToString("R", CultureInfo.InvariantCulture), "", "1e9", "0"),
            Maybe(() => Of("I", "it's; DROP TABLE d --", "\"III\"", "І"), "", "?", "NA"),
            Maybe(() => Of("1", "2", "3"), ""),
            Maybe(() => Of("TRUE", "FALSE"), ""),
            Maybe(() => new DateOnly(1970, 1, 1).AddDays(random.Next(-3650, 20001)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "", "1901-02-03"),
        })];
#pragma warning restore CA5394
    }

    public static string Csv(List<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(Header)) text.AppendJoin(',', row.Select(f => $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
        return text.ToString();
    }
}
