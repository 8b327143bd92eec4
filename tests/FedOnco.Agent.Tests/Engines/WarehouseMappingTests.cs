using System.Globalization;
using FedOnco.Agent.Commands;
using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>What a catalogue maps means the same over files and over PostgreSQL, in what runs see and in what a check counts.</summary>
public sealed class WarehouseMappingTests(SharedHoldings holdings) : IDisposable
{
    private const string Traps = """
          d:
            patient_key: id
            variables:
              id: {type: category}
              x: {type: decimal, range: [-10, 10000], step: 0.5}
              age: {type: integer, range: [18, 105]}
              stage: {type: category, levels: [I, II, III]}
              day: {type: date, range: ["1950-01-01", "2030-01-01"]}
              day2: {type: date, range: ["1950-01-01", "2030-01-01"]}
              status: {type: integer, range: [0, 1], event: "1"}
              b: {type: boolean}
              late: {type: boolean, derived: "x > 1"}
            endpoints:
              e: {origin: day, end: day2, event: status}
            impossible:
              - {stage: I, b: "true"}

        """;

    private const string TrapMapping = "variables: {x: {decimal_comma: true}, age: {missing: [\"999\"]}, stage: {values: {\"Stage I\": I, \"2\": II}}, day: {missing: [\"1900-01-01\"]}, day2: {date: [dd/MM/yyyy, yyyyMMdd]}, status: {values: {\"1\": \"0\", \"2\": \"1\"}, missing: [\"9\"]}}";

    private readonly SiteFolder _folder = new();

    [Fact]
    public void TextColumns_AllTraps_AreTheSame()
    {
        _folder.Write("d.csv", "id,x,age,stage,day,day2,status,b\na,\"1,5\",50,Stage I,2020-02-29,29/02/2020,1,T\nb,-0,999.0,II,2021-02-29,29/02/2021,2,F\nc,x,999,2,2020-13-01,31/04/2020,9,0\nd,\"1e3\",17,iv,1900-01-01,1/1/2020,1,1\n,,,,,,,\ne,\"1.234,5\",60,I,2020-01-01 12:00:00,01/01/2020,2,maybe\nf,\"  7 \",+5e1,III,2020-1-5,20200229,0,true\ng,1_000,nan,I,2020-01-05 (BC),00/01/2020,2,1\n");
        Compare(Traps, $"d: {{study: s, csv: d.csv, {TrapMapping}}}", $"d: {{study: s, postgres: w, table: d, {TrapMapping}}}", ("d", "d.csv", false));
    }

    [Fact]
    public void NativeColumns_CodesAndUnits_AreTheSame()
    {
        _folder.Write("d.csv", "id,x,k,day,b,n,moment\n1,1.5,1,2020-02-29,true,1.00,2020-01-01 10:00:00\n2,0.1,2,,false,2.50,\n3,,999,1950-01-01,,,2020-01-02 23:59:59\n");
        const string study = "  d:\n    patient_key: id\n    variables:\n      id: {type: category}\n      x: {type: decimal, range: [0, 10]}\n      k: {type: category, levels: [\"1\", \"2\"]}\n      day: {type: date, range: [\"1900-01-01\", \"2030-01-01\"]}\n      b: {type: boolean}\n      n: {type: decimal, unit: g/l, range: [0, 100]}\n      moment: {type: date, range: [\"1900-01-01\", \"2030-01-01\"]}\n";
        const string mapping = "missing: [\"999\", \"1950-01-01\"], variables: {n: {unit: g/dl}}";
        Compare(study, $"d: {{study: s, csv: d.csv, {mapping}}}", $"d: {{study: s, postgres: w, table: public.d, {mapping}}}", ("d", "d.csv", true));
    }

    [Fact]
    public void Aggregates_InWindows_AreTheSame()
    {
        AggregateTests.Write(_folder);
        Compare(AggregateTests.Study, "d: {study: s, csv: d.csv}\n  labs: {study: s, csv: labs.csv, key: NIP}", "d: {study: s, postgres: w, table: d}\n  labs: {study: s, postgres: w, table: labs, key: NIP}", ("d", "d.csv", false), ("labs", "labs.csv", false));
    }

    [Fact]
    public void Sql_OfSiteIt_IsReadOnlyAndSeveralLines()
    {
        _folder.Write("d.csv", "id,x\na,1\nb,2\n");
        const string study = "  d:\n    patient_key: id\n    rows_per_patient: one\n    variables:\n      id: {type: category}\n      x: {type: integer, range: [0, 100]}\n";
        Compare(study, "d:\n    study: s\n    csv: d.csv\n    sql: |\n      SELECT id, x -- two lines\n      FROM source WHERE x <> '2'", "d:\n    study: s\n    postgres: w\n    sql: |\n      SELECT id, x -- two lines\n      FROM d WHERE x <> '2'", ("d", "d.csv", false));
    }

    [Fact]
    public void Omop_Template_IsTheSame()
    {
        var omop = SharedFiles.Require("data/omop");
        var database = holdings.Server.CreateDatabase();
        holdings.Server.Execute(database, "CREATE SCHEMA cdm; GRANT USAGE ON SCHEMA cdm TO reader");
        foreach (var table in OmopTables.Names)
        {
            var file = Path.Combine(omop, $"{table.ToUpperInvariant()}.csv");
            var types = OmopTables.Columns(table).ToDictionary(c => c.Name, c => c.Type);
            holdings.Server.Load(database, $"cdm.{table}", file, c => types.GetValueOrDefault(c, "text"));
        }

        holdings.Server.Execute(database, "GRANT SELECT ON ALL TABLES IN SCHEMA cdm TO reader");
        using var other = new OmopTests();
        other.RequirePatients(Connections(database), "omop54: {postgres: w, schema: cdm}");
    }

    [Fact]
    public void Init_TablesOfASchema_AreDraftedAndCheck()
    {
        var database = holdings.Server.CreateDatabase();
        holdings.Server.Execute(database, "CREATE SCHEMA onco; GRANT USAGE ON SCHEMA onco TO reader; CREATE TABLE onco.d AS SELECT 'a' AS id, 'oui' AS b, 999 AS age; CREATE TABLE onco.other (x int); GRANT SELECT ON ALL TABLES IN SCHEMA onco TO reader");
        const string study = "  d:\n    patient_key: id\n    variables:\n      id: {type: category}\n      b: {type: boolean}\n      age: {type: integer, range: [18, 105]}\n";
        var text = InitCommand.Draft([SiteFolder.Dictionary(study)], _folder.Write("connections.yaml", Connections(database)), _folder.Path);
        Assert.Contains("    postgres: \"w\"\n    table: \"onco.d\"\n", text, StringComparison.Ordinal);
        Assert.Contains("\"b\": {values: {\"oui\": \"true\"}}", text, StringComparison.Ordinal);
        var check = SiteFolder.Check(_folder.Catalogue(study, text).Single());
        Assert.True(check.Conforms, CheckText.Of([check]));
        Assert.Equal(1, check.Variables.Single(v => v.Variable.Name == "age").Missing);
    }

    [Fact]
    public void Init_FileWithoutConnections_SaysWhatIsNeeded()
    {
        var fault = Assert.Throws<FedOncoException>(() => InitCommand.Draft([], _folder.Write("c.yaml", "a: 1\n"), _folder.Path));
        Assert.Contains("connections: is needed", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Compare(string study, string files, string warehouse, params (string Table, string File, bool Typed)[] tables)
    {
        var database = holdings.Server.CreateDatabase();
        foreach (var (table, file, typed) in tables)
        {
            var described = SiteFolder.Dictionary(study).Datasets.First(d => d.Name == table);
            holdings.Server.Load(database, table, Path.Combine(_folder.Path, file), c => typed ? TypeOf(c) : "text");
            Assert.NotEmpty(described.Variables);
        }

        var left = _folder.Catalogue(study, $"datasets:\n  {files}\n");
        var right = _folder.Catalogue(study, $"{Connections(database)}datasets:\n  {warehouse}\n");
        foreach (var (csv, table) in left.Zip(right))
        {
            Assert.Equal(Rows(csv), Rows(table));
            Assert.Equal(CheckText.Of([SiteFolder.Check(csv)]), CheckText.Of([SiteFolder.Check(table)]));
        }
    }

    private static string TypeOf(string column) => column switch { "id" => "bigint", "x" => "double precision", "k" => "integer", "day" => "date", "b" => "boolean", "n" => "numeric(10, 2)", _ => "timestamp" };

    /// <summary>The reader's connection; its password in a file that nobody else can read.</summary>
    private string Connections(string database)
    {
        var secret = _folder.Write("secrets/w", PostgresServer.Password);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return $"connections:\n  w: {{host: 127.0.0.1, port: {holdings.Server.Port}, database: {database}, user: reader, password_file: '{secret}', tls: \"off\"}}\n";
    }

    private List<string> Rows(MappedDataset data)
    {
        var source = _folder.Open(data);
        var columns = data.Dataset.Variables.Where(v => v.Name != data.Dataset.PatientKey).Select(v => source.Column(v.Name).ToArray()).ToList();
        return [.. Enumerable.Range(0, source.Rows).Select(i => string.Join(" ", columns.Select(c => c[i].ToString("R", CultureInfo.InvariantCulture)))).Order(StringComparer.Ordinal)];
    }
}
