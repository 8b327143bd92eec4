using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Draft;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class CatalogueDraftTests : IDisposable
{
    private const string Study = """
          breast:
            patient_key: patient
            rows_per_patient: one
            variables:
              patient: {type: category}
              age: {type: integer, unit: years, range: [18, 105]}
              stage: {type: category, levels: [I, II, {name: III, label: three, codes: ["X:3"]}]}
              diagnosed: {type: date, range: ["2000-01-01", "2030-01-01"]}
              tumour_size: {type: decimal, range: [0, 200]}
              died: {type: boolean, event: "true"}
              chol: {type: integer, range: [0, 700]}

        """;

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Write_Folder_DraftsWhatIsPlainAndAsksTheRest()
    {
        _folder.Write("data/Breast.csv", "PID;AGE;Stage;diagnosed;Tumour.Size;died;chol\na;50;ii;31/12/2019;1,5;oui;200\nb;999;THREE;01/02/2020;2;non;0\nc;60;3;15/02/2020;0,5;non;210\nd;61;iv?;16/02/2020;;ND;205\n");
        _folder.Write("data/other.csv", "x,y\n1,2\n");
        var text = Draft();
        Assert.Contains("  \"breast\":\n    study: \"s\"\n    csv: {files: \"data/Breast.csv\", delimiter: \";\", encoding: utf-8}\n", text, StringComparison.Ordinal);
        Assert.Contains("    key: \"PID\" # check: the patient", text, StringComparison.Ordinal);
        Assert.Contains("      \"age\": {column: \"AGE\", missing: [\"999\"]}\n", text, StringComparison.Ordinal);
        Assert.Contains("# check: \"999\" (1) lie outside 18 to 105 and are taken for missing", text, StringComparison.Ordinal);
        Assert.Contains("      \"stage\": {column: \"Stage\", values: {\"3\": \"III\", \"THREE\": \"III\", \"ii\": \"II\"}}\n", text, StringComparison.Ordinal);
        Assert.Contains("# decide: \"iv?\" (1) under values: or missing:", text, StringComparison.Ordinal);
        Assert.Contains("      \"diagnosed\": {date: dd/MM/yyyy}\n", text, StringComparison.Ordinal);
        Assert.Contains("      \"tumour_size\": {column: \"Tumour.Size\", decimal_comma: true}\n", text, StringComparison.Ordinal);
        Assert.Contains("      \"died\": {values: {\"non\": \"false\", \"oui\": \"true\"}, missing: [\"ND\"]}\n", text, StringComparison.Ordinal);
        Assert.Contains("# check: 0 occurs 1 times, far from all other values", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Draft_RoundTripsThroughCheck()
    {
        _folder.Write("data/breast.csv", "\uFEFFpatient,AGE,stage,diagnosed,tumour size,died,chol\r\na,50,ii,2019-12-31,1.5,Y,200\r\nb,99999,I,2020-02-01,2,N,\r\n");
        var data = _folder.Catalogue(Study, Draft()).Single();
        var check = SiteFolder.Check(data);
        Assert.True(check.Conforms, CheckText.Of([check]));
        Assert.Equal([1, 0], _folder.Open(data).Column("stage").ToArray());
        Assert.Equal([50, double.NaN], _folder.Open(data).Column("age").ToArray());
        Assert.Equal([1, 0], _folder.Open(data).Column("died").ToArray());
    }

    [Fact]
    public void Write_OnlyComments_StillReadsBack()
    {
        _folder.Write("data/breast.csv", "patient,age,stage,diagnosed,tumour_size,died,chol\na,50,IVb,2020-01-01,1,TRUE,200\n");
        var text = Draft();
        Assert.Contains("      # decide: \"IVb\" (1) under values: or missing:\n      \"stage\": \"stage\"\n", text, StringComparison.Ordinal);
        Assert.Equal(1, SiteFolder.Check(_folder.Catalogue(Study, text).Single()).Variables.Single(v => v.Variable.Name == "stage").Unknown);
    }

    [Fact]
    public void Write_AmbiguousDatesAndOneTwo_AreLeftToSomebody()
    {
        _folder.Write("data/breast.csv", "patient,diagnosed,died\na,01/02/2020,1\nb,03/04/2020,2\n");
        var text = Draft();
        Assert.Contains("# decide: dd/MM/yyyy and MM/dd/yyyy", text, StringComparison.Ordinal);
        Assert.Contains("# decide: coded 1 and 2; if 2 is yes: values: {\"1\": false, \"2\": true} (2 is the event)", text, StringComparison.Ordinal);
        Assert.Contains("# decide: which column is age?\n      \"age\": \"age\"\n", text, StringComparison.Ordinal);
        var check = SiteFolder.Check(_folder.Catalogue(Study, text).Single());
        Assert.StartsWith("breast has no column age, stage, tumour_size, chol.", Assert.Single(check.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TablesOfADuckDbFile_AreFound()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        DuckDbFile.Write(Path.Combine(_folder.Path, "data", "w.duckdb"), "CREATE SCHEMA onco", "CREATE TABLE onco.breast AS SELECT 'a' AS patient, 50 AS age, 'I' AS stage, DATE '2020-01-01' AS diagnosed, 1.5 AS tumour_size, true AS died, 200 AS chol");
        var text = Draft();
        Assert.Contains("    duckdb: \"data/w.duckdb\"\n    table: \"onco.breast\"\n", text, StringComparison.Ordinal);
        var check = SiteFolder.Check(_folder.Catalogue(Study, text).Single());
        Assert.True(check.Conforms, CheckText.Of([check]));
    }

    [Fact]
    public void Write_NothingFits_SaysSo()
    {
        _folder.Write("data/other.csv", "x,y\n1,2\n");
        Assert.Contains("# decide: nothing found for breast of s", Draft(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_EmptyFolder_SaysWhatIsNeeded()
    {
        var fault = Assert.Throws<FedOncoException>(() => SourceSampler.Sample(_folder.Path, _folder.Path));
        Assert.Contains("holds no .csv, .tsv, .txt, .parquet, .duckdb, .db file.", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Draft() => CatalogueDraft.Write([SiteFolder.Dictionary(Study)], SourceSampler.Sample(Path.Combine(_folder.Path, "data"), _folder.Path));
}
