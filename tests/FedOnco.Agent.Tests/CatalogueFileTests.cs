using FedOnco.Agent.Data.Mapping;

namespace FedOnco.Agent.Tests;

public sealed class CatalogueFileTests : IDisposable
{
    private const string Study = """
          d:
            patient_key: id
            variables:
              id: {type: category}
              age: {type: integer, unit: years, range: [18, 100]}
              hb: {type: decimal, unit: g/l, range: [0, 300]}
              stage: {type: category, levels: [I, II, III]}
              day: {type: date, range: ["1990-01-01", "2030-01-01"]}
              old: {type: boolean, derived: "age > 70"}

        """;

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Read_EveryKey_IsUnderstood()
    {
        _folder.Write("a1.csv", "");
        _folder.Write("a2.csv", "");
        var data = _folder.Catalogue(Study, """
            connections:
              w: {host: db.local, database: onco, user: reader, password_file: secrets/w, timeout_s: 60}
            datasets:
              d:
                study: s
                postgres: w
                table: onco.breast
                public: true
                missing: [NA, "."]
                key: NIP
                columns: {age: AGE}
                decimal_comma: true
                date: dd/MM/yyyy
                variables:
                  age: {missing: ["999"]}
                  hb: {column: HB, unit: g/dl, decimal_comma: false}
                  stage: {values: {"1": I, "Stage II": II}}
                  day: JOUR
            """).Single();
        var (source, entry) = (data.Entry.Source, data.Entry);
        Assert.Equal((SourceKind.Postgres, new TableName("onco", "breast"), true), (source.Kind, source.Table, entry.IsPublic));
        Assert.Equal(("db.local", 5432, TimeSpan.FromMinutes(1), "verify", Path.Combine(_folder.Path, "secrets", "w")), (source.Connection!.Host, source.Connection.Port, source.Connection.StatementTimeout, source.Connection.Tls, source.Connection.PasswordFile));
        Assert.Equal(["NA", "."], entry.Missing);
        Assert.Equal(["NIP", "AGE", "HB", "stage", "JOUR"], data.ReadVariables.Select(v => entry.MappingOf(v.Name).Column));
        Assert.Equal(["999"], entry.MappingOf("age").Missing);
        Assert.Equal((10, 0, false), (entry.MappingOf("hb").Unit.Factor, entry.MappingOf("hb").Unit.Offset, entry.MappingOf("hb").DecimalComma));
        Assert.Equal("II", entry.MappingOf("stage").Values["Stage II"]);
        Assert.Equal("dd/MM/yyyy", entry.MappingOf("day").Dates.Single().Pattern);
    }

    [Fact]
    public void Read_Glob_TakesTheFilesInOrder()
    {
        _folder.Write("d-2.csv", "");
        _folder.Write("d-1.csv", "");
        var source = _folder.Catalogue(Study, "datasets:\n  d: {study: s, csv: {files: ['d-*.csv'], delimiter: ';', encoding: latin-1}}\n").Single().Entry.Source;
        Assert.Equal(["d-1.csv", "d-2.csv"], source.Files.Select(Path.GetFileName));
        Assert.Equal(new CsvFormat(';', "latin-1"), source.Csv);
    }

    [Theory]
    [InlineData("{study: s}", ":2:6: one of csv:, parquet:, duckdb:, postgres:, omop54: is needed.")]
    [InlineData("{study: s, csv: a.csv, parquet: b.parquet}", "needed, not csv and parquet.")]
    [InlineData("{study: t, csv: a.csv}", ":2:14: study: t has no dictionary here")]
    [InlineData("{study: s, dataset: dd, csv: a.csv}", ":2:26: dataset: the dictionary of s has no dataset dd. Did you mean d?")]
    [InlineData("{study: s, csv: a.csv, colums: {age: AGE}}", ":2:29: colums is not known here. Did you mean columns?")]
    [InlineData("{study: s, csv: a.csv, columns: {agee: AGE}}", "agee: d has no such variable. Did you mean age?")]
    [InlineData("{study: s, csv: a.csv, columns: {old: OLD}}", "old: the dictionary computes this variable")]
    [InlineData("{study: s, csv: a.csv, variables: {stage: {values: {x: IV}}}}", "values: x: IV is no level of stage.")]
    [InlineData("{study: s, csv: a.csv, variables: {stage: {values: {x: I}, missing: [x]}}}", "x is under missing: as well.")]
    [InlineData("{study: s, csv: a.csv, variables: {age: {unit: g}}}", "no way from g to years is known")]
    [InlineData("{study: s, csv: a.csv, variables: {age: {unit: {factor: 0}}}}", "factor: not 0")]
    [InlineData("{study: s, csv: a.csv, variables: {stage: {unit: g}}}", "only a number has a unit.")]
    [InlineData("{study: s, csv: a.csv, variables: {day: {date: dd/MM/yy}}}", "Years have four digits.")]
    [InlineData("{study: s, csv: a.csv, variables: {day: {date: [dd/MM/yyyy, MM/dd/yyyy]}}}", "which is the month?")]
    [InlineData("{study: s, duckdb: w.duckdb}", "duckdb needs table: or sql:")]
    [InlineData("{study: s, csv: a.csv, table: t}", "only a database has tables.")]
    [InlineData("{study: s, postgres: w, table: t}", "w is not under connections:")]
    [InlineData("{study: s, duckdb: w.duckdb, sql: 'DROP TABLE t'}", "sql: is one SELECT")]
    [InlineData("{study: s, duckdb: w.duckdb, sql: 'SELECT 1; DROP TABLE t'}", "holds a semicolon")]
    [InlineData("{study: s, duckdb: w.duckdb, sql: 'SELECT 1) AS x --'}", "closes a parenthesis that it did not open")]
    [InlineData("{study: s, duckdb: w.duckdb, sql: 'SELECT (1 /* ( */'}", "opens a parenthesis that it does not close")]
    [InlineData("{study: s, duckdb: w.duckdb, sql: \"SELECT 'a\"}", "a quote or comment that does not end")]
    [InlineData("{study: s, omop54: {csv: omop}}", "omop54 needs sql: or sql_file:")]
    [InlineData("{study: s, omop54: {csv: omop}, sql: 'SELECT 1'}", "names none of the tables person")]
    [InlineData("{study: s, omop54: {csv: omop}, sql: 'SELECT * FROM person WHERE gender_concept_id IN {men}'}", "{men} is not under concepts:")]
    [InlineData("{study: s, omop54: {csv: omop}, concepts: {men: [x]}, sql: 'SELECT * FROM person WHERE gender_concept_id IN {men}'}", "men is a list of whole numbers")]
    public void Read_WrongEntry_SaysWhereAndWhatToDo(string entry, string message) =>
        Assert.Contains(message, _folder.Fault(Study, $"datasets:\n  d: {entry}\n"), StringComparison.Ordinal);

    [Fact]
    public void Read_SeveralFaults_NamesAllWithLines()
    {
        var lines = _folder.Fault(Study, "connections:\n  w: {host: h, database: b, user: u, password: geheim}\ndatasets:\n  d:\n    study: s\n    csv: a.csv\n    nonsense: 1\n    variables:\n      stage: {values: {a: V}}\n").Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, l => l.Contains(":2:", StringComparison.Ordinal) && l.Contains("a password does not stand in the catalogue", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains(":7:5: nonsense", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains(":9:", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("geheim", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
