using System.Text.Json;
using FedOnco.Agent.Data.Check;

namespace FedOnco.Agent.Tests;

public sealed class DatasetCheckerTests : IDisposable
{
    private const string Study = """
          d:
            patient_key: id
            rows_per_patient: one
            variables:
              id: {type: category}
              age: {type: integer, range: [18, 105]}
              sex: {type: category, levels: [female, male]}
              site_: {type: category, levels: [ovary, lung]}
              start: {type: date, range: ["2000-01-01", "2030-01-01"]}
              end: {type: date, range: ["2000-01-01", "2030-01-01"]}
              months: {type: duration, unit: months, range: [0, 120], lattice: {unit: month, factor: 0.5}}
              status: {type: integer, range: [0, 1], event: "1"}
              x: {type: decimal, range: [-1000, 1000]}
              old: {type: boolean, derived: "age > 70"}
            endpoints:
              os: {origin: start, end: end, event: status}
            impossible:
              - {sex: male, site_: ovary}

        """;

    private const string Header = "id,age,sex,site_,start,end,months,status,x\n";

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Check_CleanData_Conforms()
    {
        var check = Check("a,50,female,ovary,2020-01-01,2021-01-01,12.5,0,1\nb,60,male,lung,2020-01-01,2020-01-01,0,1,2.5\nc,,,,,,,,\n");
        Assert.Equal((true, 3, 3), (check.Conforms, check.Rows, check.Patients));
        Assert.Empty(check.Faults);
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1, 1, 1], check.Variables.Select(v => v.Missing));
        Assert.Equal("old", check.Variables[^1].Variable.Name);
        Assert.DoesNotContain(check.Variables, v => v.Unknown + v.Implausible + v.OffGrid > 0);
        Assert.All(check.Variables, v => Assert.Empty(v.Hints));
    }

    [Theory]
    [InlineData("a,50,female,ovary,2020-01-01,2021-01-01,1,0,1\na,51,female,ovary,2020-01-01,2021-01-01,1,0,1\n", "1 rows repeat a patient")]
    [InlineData(",50,female,ovary,2020-01-01,2021-01-01,1,0,1\n", "1 rows have no patient key.")]
    [InlineData("a,50,female,ovary,2020-01-02,2020-01-01,1,0,1\n", "os: 1 rows have end before start.")]
    [InlineData("a,50,male,ovary,2020-01-01,2021-01-01,1,0,1\n", "1 rows have sex male with site_ ovary, which the dictionary calls impossible.")]
    public void Check_Fault_OfTheWhole_DoesNotConform(string rows, string fault)
    {
        var check = Check(rows);
        Assert.False(check.Conforms);
        Assert.Contains(fault, Assert.Single(check.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,old,female,ovary,2020-01-01,2021-01-01,1,0,1\n", "age", false, "\"old\" (1)", "they are no numbers")]
    [InlineData("a,50,F,ovary,2020-01-01,2021-01-01,1,0,1\n", "sex", false, "\"F\" (1)", "map them under values")]
    [InlineData("a,50,female,ovary,01/02/2020,2021-01-01,1,0,1\n", "start", false, "\"01/02/2020\" (1)", "say how dates are written")]
    [InlineData("a,50,female,ovary,2020-01-01,2021-01-01,1,0,\"1,5\"\n", "x", false, "\"1,5\" (1)", "set decimal_comma: true.")]
    [InlineData("a,50,female,ovary,2020-01-01,2021-01-01,1,2,1\nb,50,female,ovary,2020-01-01,2021-01-01,1,1,2\n", "status", false, "\"2\" (1)", "coded 1 and 2 here: values: {\"1\": \"0\", \"2\": \"1\"} if 2 is yes.")]
    [InlineData("a,50,female,ovary,2020-01-01,2021-01-01,1,9,1\n", "status", false, "\"9\" (1)", "status is a code")]
    [InlineData("a,999,female,ovary,2020-01-01,2021-01-01,1,0,1\n", "age", true, "\"999\" (1)", "Codes for missing belong under missing.")]
    [InlineData("a,50,female,ovary,2020-01-01,2021-01-01,-3,0,1\n", "months", true, "\"-3\" (1)", "analyses take them as missing")]
    [InlineData("a,50,female,ovary,2020-01-01,2021-01-01,1.25,0,1\n", "months", true, "", "1 times lie between two points of the lattice")]
    public void Check_FaultOfAVariable_SaysWhatToDo(string rows, string variable, bool conforms, string values, string hint)
    {
        var check = Check(rows);
        Assert.Equal(conforms, check.Conforms);
        var found = check.Variables.Single(v => v.Variable.Name == variable);
        Assert.Equal(values, CheckText.Values([.. found.UnknownValues, .. found.ImplausibleValues]));
        Assert.Contains(hint, Assert.Single(found.Hints), StringComparison.Ordinal);
        Assert.All(check.Variables.Where(v => v != found && v.Column.Length > 0), v => Assert.Empty(v.Hints));
    }

    [Fact]
    public void Check_ZeroAsHiddenMissing_IsPointedAt()
    {
        foreach (var (hospital, zeros) in new[] { ("va", 49), ("switzerland", 123) })
        {
            var file = SharedFiles.Require($"data/heart/{hospital}/heart.csv");
            var check = SiteFolder.Check(_folder.Catalogue("  d:\n    patient_key: id\n    variables:\n      id: {type: integer}\n      chol: {type: integer, range: [0, 700]}\n", $"datasets:\n  d: {{study: s, csv: '{file}'}}\n").Single());
            Assert.Contains(check.Variables[1].Hints, h => h.Contains(zeros == 49 ? "0 occurs 49 times and the next value is" : "every value is 0.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Check_JoinThatDoublesPatients_IsNamed()
    {
        _folder.Write("p.csv", "id,age\na,50\nb,60\n");
        _folder.Write("labs.csv", "pid,day\na,1\na,2\nb,1\n");
        var database = Path.Combine(_folder.Path, "w.duckdb");
        DuckDbFile.Write(database, $"CREATE TABLE p AS SELECT * FROM read_csv('{_folder.Path}/p.csv')", $"CREATE TABLE labs AS SELECT * FROM read_csv('{_folder.Path}/labs.csv')");
        var data = _folder.Catalogue("  d:\n    patient_key: id\n    rows_per_patient: one\n    variables:\n      id: {type: category}\n      age: {type: integer, range: [18, 105]}\n", "datasets:\n  d:\n    study: s\n    duckdb: w.duckdb\n    sql: |\n      SELECT p.id, p.age -- one row a lab\n      FROM p JOIN labs ON labs.pid = p.id\n").Single();
        var check = SiteFolder.Check(data);
        Assert.Equal((3, 2, false), (check.Rows, check.Patients, check.Conforms));
        Assert.Contains("A join that multiplies rows is the usual cause.", Assert.Single(check.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_HoldTheSameCounts()
    {
        var check = Check("a,old,F,ovary,2020-01-01,2021-01-01,1,0,1\nb,,female,<b>,2020-01-01,2021-01-01,1,0,1\n");
        using var json = JsonDocument.Parse(CheckJson.Of([check]));
        var age = json.RootElement.GetProperty("datasets")[0].GetProperty("variables")[1];
        Assert.Equal(("age", 1, 1, "old"), (age.GetProperty("name").GetString(), age.GetProperty("unknown").GetInt32(), age.GetProperty("missing").GetInt32(), age.GetProperty("unknown_values")[0].GetProperty("value").GetString()));
        Assert.False(json.RootElement.GetProperty("conforming").GetBoolean());
        var html = CheckHtml.Of("c1", [check], DateTimeOffset.UnixEpoch);
        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=", html);
        Assert.Contains("s/d: NOT CONFORMING, 2 rows\n", CheckText.Of([check]), StringComparison.Ordinal);
        Assert.Contains("0 of 1 datasets conform.", CheckText.Of([check]), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private DatasetCheck Check(string rows)
    {
        _folder.Write("d.csv", Header + rows);
        return SiteFolder.Check(_folder.Catalogue(Study, "datasets:\n  d: {study: s, csv: d.csv}\n").Single());
    }
}
