using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>A model's calibration table: rows of few patients, and rows that the totals beside it would give away.</summary>
public sealed class CalibrationTests
{
    // All, with the outcome.
    private static readonly double[][] Rows =
    [
        [40, 15], [5, 0], [60, 55], [30, 13], [0, 0], [50, 25], [70, 30], [80, 40], [45, 12], [90, 45],
    ];

    [Fact]
    public void Row_OfFewPatientsWithOrWithoutTheOutcome_IsHidden()
    {
        var table = Table(Report(Guarded.Default));
        // 5 patients; 5 of 60 without the outcome.
        Assert.Equal([1, 2, 3], HiddenOf(table).Where(k => k < 4));
        foreach (var column in new[] { "predicted", "observed" }) Assert.True(double.IsNaN(Column(table, column)[1]) && double.IsNaN(Column(table, column)[2]));
        Assert.Equal((40, 0.375), (Column(table, "n")[0], Column(table, "observed")[0]));
        Assert.Equal(0, Column(table, "n")[4]);
    }

    /// <summary>Rows 1 and 2 together have 10 without the outcome: n and nevent less the shown rows would tell.</summary>
    [Fact]
    public void Rows_ThatTheTotalsWouldGiveAway_AreHiddenWithAnother()
    {
        var result = Report(Guarded.Default);
        var table = Table(result);
        var hidden = HiddenOf(table);
        Assert.Equal([1, 2, 3], hidden);
        Assert.All([Sum(hidden, 0), Sum(hidden, 1), Sum(hidden, 0) - Sum(hidden, 1)], left => Assert.True(left >= 11));
        Assert.Equal([("primary", 2u), ("secondary", 1u)], result.Suppressed.Select(s => (s.Rule, s.Rows)));
        Assert.All(result.Suppressed, s => Assert.Equal("calibration", s.Table));
    }

    [Fact]
    public void OneSmallRow_IsNeverHiddenAlone()
    {
        double[] rows = [40, 30, 60, 0], events = [20, 2, 30, 0];
        Assert.Equal([0, 1], Enumerable.Range(0, 4).Where(k => CalibrationMask.Of(rows, events, 11)[k] != 0));
    }

    [Fact]
    public void OpenData_HidesNothing() => Assert.Empty(HiddenOf(Table(Report(new DisclosureTerms { Profile = Profile.Open }))));

    private static Result Report(DisclosureTerms terms)
    {
        var context = new StudyContext(new Question(), new Dataset(), ["a", "b", "c"], terms);
        var totals = new EvaluationTotals(LearningTask.Binary, Rows.Sum(r => r[0]), Rows.Sum(r => r[1]), [])
        {
            Calibration = [[.. Rows.Select(r => r[0])], [.. Rows.Select((r, k) => r[0] * ((k + 0.5) / 10))], [.. Rows.Select(r => r[1])]],
        };
        return new EvaluateReport().Report(context, new EvaluateTotals(totals));
    }

    private static double Sum(IEnumerable<int> rows, int column) => rows.Sum(k => Rows[k][column]);

    private static Table Table(Result result) => result.Glance.Single(g => g.Name == "calibration").Table;

    private static List<int> HiddenOf(Table table) => [.. Enumerable.Range(0, 10).Where(k => double.IsNaN(Column(table, "n")[k]))];

    private static double[] Column(Table table, string name)
    {
        var column = table.Columns.Single(c => c.Name == name);
        return [.. column.Numbers.Values.Select((v, i) => column.Missing.Contains((uint)i) ? double.NaN : v)];
    }
}
