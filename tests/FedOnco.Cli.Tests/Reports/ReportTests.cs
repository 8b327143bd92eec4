using FedOnco.Cli.Output;
using FedOnco.Cli.Reports;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Cli.Tests.Reports;

/// <summary>The page and the baseline table of made-up answers.</summary>
public sealed class ReportTests
{
    private const string Baseline = "table1(~ age + size + nodes, by = ~ g, data = d, nonnormal = ~ nodes, smd = TRUE)";

    [Fact]
    public void Of_Table1_HasLevelsUnderTheirVariable()
    {
        var table = BaselineTable.Of(Table1())!;
        Assert.Equal(["", "overall (n = 90)", "g=a (n = 50)", "g=b (n = 40)", "Missing", "p", "Test", "SMD"], table.Headings);
        Assert.Equal(
            [
                "age, mean (SD)|61.20 (9.10)|60.00 (9.00)|62.70 (9.20)|0|0.165|t test|0.297",
                "size, n (%)||||2|<0.001|chi-squared|0.812",
                "  <=20|50 (56.8)|35 (71.4)|15 (38.5)||||",
                "  >20|38 (43.2)|14 (28.6)|24 (61.5)||||",
                "nodes, median [Q1, Q3]|2.00 [1.00, 5.00]|1.00 [0.00, 4.00]|3.00 [1.00, *]|0|0.040|Kruskal-Wallis|0.410",
            ],
            table.Rows.Select(r => string.Join('|', r.Cells.Prepend((r.IsLevel ? "  " : "") + r.Label))));
    }

    [Fact]
    public void Of_AnotherCall_IsNoBaselineTable() =>
        Assert.Null(BaselineTable.Of(new Run { Question = CallLanguage.Parse("count(data = d)").Question, Result = Table1().Result }));

    [Fact]
    public void Write_Table1_IsReadableText()
    {
        using var writer = new StringWriter();
        AnswerText.Write(Answer.Of(Baseline, Table1(), []), writer, terminal: false);
        var lines = writer.ToString().Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("overall (n = 90) g=a (n = 50) g=b (n = 40) Missing p Test SMD", lines);
        Assert.Contains(">20 38 (43.2) 14 (28.6) 24 (61.5)", lines);
    }

    [Fact]
    public void Page_Table1_NeedsNothingFromElsewhereAndSaysWhereItCameFrom()
    {
        var page = ReportPage.Of([Answer.Of(Baseline, Table1(), ["of the sandbox"])]);
        Assert.Contains("<h1>Baseline characteristics by g</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<th class=\"level\">&lt;=20</th><td class=\"number\">50 (56.8)</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number hidden\">3.00 [1.00, *]</td>", page, StringComparison.Ordinal);
        Assert.Contains("<li>1 row of tidy (g=b), rule tail</li>", page, StringComparison.Ordinal);
        Assert.Contains("<li>of the sandbox</li>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Centres</dt><dd>2 of 3: x, y</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Contract</dt><dd>0aff</dd>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_HiddenCells_AreMarkedAndMissingOnesAreNot()
    {
        var run = new Run { State = RunState.Completed, Question = CallLanguage.Parse("count(data = d, by = ~ g)").Question, Result = new Result { Tidy = new Table { Name = "tidy" } } };
        run.Result.Tidy.Columns.Add(Texts("g", "a", null));
        run.Result.Tidy.Columns.Add(Numbers("n", double.NaN, 0.123456789));
        run.Result.Tidy.Columns.Add(Texts("suppressed", "primary", null));
        run.Result.Suppressed.Add(new Suppression { Rule = "primary", Table = "tidy", Columns = { "n" }, Rows = 1 });
        var page = ReportPage.Of([Answer.Of("count(data = d, by = ~ g)", run, [])]);
        Assert.Contains("<tr><td>a</td><td class=\"number hidden\">suppressed</td><td>primary</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td class=\"missing\"></td><td class=\"number\" title=\"0.123456789\">0.12346</td><td class=\"missing\"></td></tr>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_RefusedCall_HasItsReasonAndNoMarkupOfTheCall()
    {
        var page = ReportPage.Of([Answer.Of("count(data = d, subset = g == \"<b>\")", new FedOncoException(ErrorReason.Disclosure, "too few")), Answer.Of(Baseline, Table1(), [])]);
        Assert.Contains("<title>2 answers</title>", page, StringComparison.Ordinal);
        Assert.Contains("refused: too few", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "r.pdf", 1, ErrorReason.WrongFile)]
    [InlineData(null, null, "r.html", null, ErrorReason.WrongArgument)]
    [InlineData("t.csv", null, null, 2, ErrorReason.WrongArgument)]
    [InlineData(null, "p.svg", null, 2, ErrorReason.WrongArgument)]
    [InlineData(null, "p.doc", null, 1, ErrorReason.WrongFile)]
    public void Require_UnsuitableFile_IsAnErrorBeforeAnythingIsSent(string? csv, string? plot, string? report, int? calls, ErrorReason reason) =>
        Assert.Equal(reason, Assert.Throws<FedOncoException>(() => new AnswerFiles(csv, plot, report).Require(calls)).Reason);

    [Fact]
    public void Write_FolderNotThere_IsOneMessage()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "no-such-folder", "t.csv");
        var fault = Assert.Throws<FedOncoException>(() => new AnswerFiles(file, null, null).Write([Answer.Of(Baseline, Table1(), [])]));
        Assert.Equal((ErrorReason.WrongFile, $"--csv {file}: the file cannot be written. Check folder and permissions."), (fault.Reason, fault.Message));
    }

    private static Run Table1()
    {
        var run = new Run { State = RunState.Completed, Question = CallLanguage.Parse(Baseline).Question, SitesAsked = { "x", "y", "z" }, SitesContributed = { "x", "y" }, Result = new Result { Tidy = new Table { Name = "tidy" } } };
        run.Provenance = new Provenance { ContractHash = Google.Protobuf.ByteString.CopyFrom(10, 255) };
        run.Result.Tidy.Columns.Add(Texts("variable", "n", "age", "size", "size", "nodes"));
        run.Result.Tidy.Columns.Add(Texts("level", null, null, "<=20", ">20", null));
        run.Result.Tidy.Columns.Add(Texts("overall", "90", "61.20 (9.10)", "50 (56.8)", "38 (43.2)", "2.00 [1.00, 5.00]"));
        run.Result.Tidy.Columns.Add(Texts("g=a", "50", "60.00 (9.00)", "35 (71.4)", "14 (28.6)", "1.00 [0.00, 4.00]"));
        run.Result.Tidy.Columns.Add(Texts("g=b", "40", "62.70 (9.20)", "15 (38.5)", "24 (61.5)", "3.00 [1.00, *]"));
        run.Result.Tidy.Columns.Add(Numbers("n.missing", double.NaN, 0, 2, double.NaN, 0));
        run.Result.Tidy.Columns.Add(Numbers("p.value", double.NaN, 0.1651, 1e-9, double.NaN, 0.04));
        run.Result.Tidy.Columns.Add(Texts("test", null, "t test", "chi-squared", null, "Kruskal-Wallis"));
        run.Result.Tidy.Columns.Add(Numbers("smd", double.NaN, 0.297, 0.812, double.NaN, 0.41));
        run.Result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { "g=b" }, Rows = 1 });
        return run;
    }

    private static TableColumn Texts(string name, params string?[] values)
    {
        var column = new TableColumn { Name = name, Texts = new Texts { Values = { values.Select(v => v ?? "") } } };
        column.Missing.AddRange(Enumerable.Range(0, values.Length).Where(i => values[i] is null).Select(i => (uint)i));
        return column;
    }

    private static TableColumn Numbers(string name, params double[] values)
    {
        var column = new TableColumn { Name = name, Numbers = new Numbers { Values = { values.Select(v => double.IsNaN(v) ? 0 : v) } } };
        column.Missing.AddRange(Enumerable.Range(0, values.Length).Where(i => double.IsNaN(values[i])).Select(i => (uint)i));
        return column;
    }
}
