using FedOnco.Cli.Plots;
using FedOnco.Language;
using FedOnco.Protos;
using SkiaSharp;

namespace FedOnco.Cli.Tests.Plots;

/// <summary>Plots of made-up results: their words, their marks, and that pixels have text.</summary>
public sealed class ResultPlotTests
{
    [Fact]
    public void Svg_GroupedCurvesWithCutTail_SaysSoAndMarksTheEnd()
    {
        var run = Answered("survfit(Surv(dtime, death) ~ size, data = d)", Table(("time", [30, 60, 91, 30, 60, 91]), ("n.risk", [40, 30, double.NaN, 25, 20, 15]), ("estimate", [0.9, 0.8, double.NaN, 0.95, 0.9, 0.7]), ("conf.low", [0.8, 0.7, double.NaN, 0.9, 0.8, 0.6]), ("conf.high", [1, 0.9, double.NaN, 1, 1, 0.8])));
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "strata", Texts = new Texts { Values = { "size=a", "size=a", "size=a", "size=b", "size=b", "size=b" } } });
        run.Result.Notes.Add("times are grouped by month (...)");
        var svg = PlotFile.Svg(ResultPlots.Of(run)!);
        Assert.Contains(">Number at risk<", svg, StringComparison.Ordinal);
        Assert.Contains(">size=a<", svg, StringComparison.Ordinal);
        Assert.Contains(">Time (dtime)<", svg, StringComparison.Ordinal);
        Assert.Contains("grouped by month", svg, StringComparison.Ordinal);
        Assert.Contains("too few patients are at risk", svg, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(svg, "<circle"));
        Assert.Contains(">–<", svg, StringComparison.Ordinal);
    }

    /// <summary>Two states of two groups: their patients are the same, so a row a group and no marks of censoring; with other numbers by state a row a curve.</summary>
    [Theory]
    [InlineData(40, 1)]
    [InlineData(35, 2)]
    public void Svg_Incidence_HasARowAtRiskForEveryGroup(int second, int rows)
    {
        var run = Answered("cuminc(Surv(t, e) ~ g, data = d)", Table(("time", [30, 60, 30, 60]), ("n.risk", [40, 30, second, 30]), ("n.censor", [1, 1, 1, 1]), ("estimate", [0.1, 0.2, 0.05, 0.1]), ("conf.low", [0.05, 0.1, 0.02, 0.05]), ("conf.high", [0.2, 0.3, 0.1, 0.2])));
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "strata", Texts = new Texts { Values = { "g=a", "g=a", "g=a", "g=a" } } });
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "state", Texts = new Texts { Values = { "1", "1", "2", "2" } } });
        var svg = PlotFile.Svg(ResultPlots.Of(run)!);
        var below = svg[svg.IndexOf(">Number at risk<", StringComparison.Ordinal)..];
        Assert.Equal(rows == 2, below.Contains(">35<", StringComparison.Ordinal));
        Assert.Equal(rows == 1, svg.Contains(">g=a<", StringComparison.Ordinal));
        Assert.DoesNotContain("censored", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_CoxModel_ShowsHazardRatios()
    {
        var run = Answered("coxph(Surv(t, e) ~ age, data = d)", Table(("estimate", [Math.Log(2)]), ("std.error", [0.1]), ("p.value", [1e-9])));
        run.Result.Tidy.Columns.Insert(0, new TableColumn { Name = "term", Texts = new Texts { Values = { "age" } } });
        var svg = PlotFile.Svg(ResultPlots.Of(run)!);
        Assert.Contains(">2.00 (1.64 to 2.43)<", svg, StringComparison.Ordinal);
        Assert.Contains(">&lt;0.001<", svg, StringComparison.Ordinal);
        Assert.Contains("Hazard ratio", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_Subgroups_ShowTheInteraction()
    {
        var run = Answered("coxph(Surv(t, e) ~ x * g, data = d)", new Table());
        run.Result.Tidy = Table(("estimate", [0.0]), ("std.error", [0.1]), ("p.value", [1.0]));
        run.Result.Tidy.Columns.Insert(0, new TableColumn { Name = "term", Texts = new Texts { Values = { "x" } } });
        var subgroups = Table(("estimate", [0.0, Math.Log(0.5)]), ("std.error", [0.1, 0.2]), ("p.interaction", [0.03, 0.03]));
        subgroups.Columns.Insert(0, new TableColumn { Name = "level", Texts = new Texts { Values = { "a", "b" } } });
        subgroups.Columns.Insert(0, new TableColumn { Name = "variable", Texts = new Texts { Values = { "factor(g)", "factor(g)" } } });
        subgroups.Columns.Insert(0, new TableColumn { Name = "term", Texts = new Texts { Values = { "x", "x" } } });
        run.Result.Glance.Add(new GlanceEntry { Name = "subgroups", Table = subgroups });
        var svg = PlotFile.Svg(ResultPlots.Of(run)!);
        Assert.Contains(">x by g (p of interaction)<", svg, StringComparison.Ordinal);
        Assert.Contains(">0.030<", svg, StringComparison.Ordinal);
        Assert.Contains(">g: b<", svg, StringComparison.Ordinal);
        Assert.Contains(">0.50 (0.34 to 0.74)<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Png_Legend_HasText()
    {
        var run = Answered("cuminc(Surv(t, e) ~ 1, data = d)", new Table(), known: false);
        run.Result.Tidy = Table(("time", [1, 2]), ("estimate", [0.1, 0.2]), ("conf.low", [0.05, 0.1]), ("conf.high", [0.2, 0.3]));
        run.Result.Tidy.Columns.Add(new TableColumn { Name = "state", Texts = new Texts { Values = { "relapse", "relapse" } } });
        using var image = SKBitmap.Decode(PlotFile.Png(ResultPlots.Of(run)!));
        // The word of the vertical axis stands where nothing else is drawn.
        var dark = 0;
        for (var x = 3 * 20; x < 3 * 50; x++)
        {
            for (var y = 3 * 60; y < 3 * 320; y++) dark += image.GetPixel(x, y).Red < 128 ? 1 : 0;
        }

        Assert.True(dark > 500, $"{dark} dark pixels");
    }

    [Fact]
    public void Write_AnotherEnding_IsAnError()
    {
        var fault = Assert.Throws<FedOncoException>(() => PlotFile.RequireFormat("curve.pdf"));
        Assert.Contains(".svg or .png", fault.Message, StringComparison.Ordinal);
    }

    private static Run Answered(string call, Table tidy, bool known = true) => new()
    {
        Question = known ? CallLanguage.Parse(call).Question : new Question { Analysis = new Analysis { Survfit = new SurvfitSpec() } },
        Result = new Result { Tidy = tidy },
        State = RunState.Completed,
    };

    private static Table Table(params (string Name, double[] Values)[] columns)
    {
        var table = new Table { Name = "tidy" };
        foreach (var (name, values) in columns)
        {
            var column = new TableColumn { Name = name, Numbers = new Numbers() };
            for (var i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i])) column.Missing.Add((uint)i);
                column.Numbers.Values.Add(double.IsNaN(values[i]) ? 0 : values[i]);
            }

            table.Columns.Add(column);
        }

        return table;
    }
}
