using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Finegray;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.BadInput;

/// <summary>Late entries in Fine and Gray's model: what a patient's rows must be, and weights above 1 or without a value.</summary>
public sealed class DelayedFinegrayTests
{
    private static readonly string[] Header = ["id", "start", "stop", "event", "x", "g"];

    [Theory]
    [InlineData("1,0,4,0,1,p", "1,5,9,1,1,p")]
    [InlineData("1,0,4,0,1,p", "1,3,9,1,1,p")]
    [InlineData("1,0,4,2,1,p", "1,4,9,1,1,p")]
    [InlineData("1,0,4,0,1,p", "1,4,9,1,1,q")]
    public void Run_RowsOfAPatientThatDoNotFollow_AreRefused(string first, string second)
    {
        foreach (var strata in (string[])["g", "g, site"])
        {
            var terms = string.Join(" + ", strata.Split(", ").Select(s => $"strata({s})"));
            var fault = Assert.Throws<FedOncoException>(() => With([first, second]).Answer($"finegray(Surv(start, stop, factor(event)) ~ x + {terms}, data = d, id = id)"));
            Assert.Equal(ErrorReason.DataNotConforming, fault.Reason);
            Assert.Contains("Some rows of a patient", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_RowsOfAPatientThatFollow_AreOneAnotherWhole()
    {
        var cut = With(["1,0,4,0,1,p", "1,4,9,1,1,p"]).Answer("finegray(Surv(start, stop, factor(event)) ~ x, data = d, id = id)");
        var whole = With(["1,0,9,1,1,p"]).Answer("finegray(Surv(start, stop, factor(event)) ~ x, data = d, id = id)");
        foreach (var name in new[] { "estimate", "std.error", "robust.se" })
            Assert.Equal(whole.Tidy.Columns.Single(c => c.Name == name).Numbers.Values[0], cut.Tidy.Columns.Single(c => c.Name == name).Numbers.Values[0], 1e-10);
    }

    /// <summary>The first patient is alone until the others enter: at his competing event the truncation curve is 0.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(" + strata(site)")]
    public void Run_WeightWithoutValue_IsRefused(string strata)
    {
        var centres = Centres.Of("d", Header, new Dictionary<string, List<string[]>> { ["a"] = [Row("1,0,4,2,1,p"), .. Late(6)], ["b"] = [] });
        var fault = Assert.Throws<FedOncoException>(() => centres.Answer($"finegray(Surv(start, stop, factor(event)) ~ x{strata}, data = d, id = id)"));
        Assert.Equal(ErrorReason.NotFinite, fault.Reason);
        Assert.Contains("no finite weight", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Two are at risk when one has a competing event, 50 more enter: his weight becomes 51, more than all rows together in risk.</summary>
    [Fact]
    public void Run_WeightAboveOne_StaysWithinTheBoundsOfItsSums()
    {
        var centres = Centres.Of("d", Header, new Dictionary<string, List<string[]>> { ["a"] = [], ["b"] = [Row("1,0,4,2,1,p"), Row("2,0,30,1,0,p"), .. Late(50)] });
        var result = centres.Answer("finegray(Surv(start, stop, factor(event)) ~ x, data = d, id = id)");
        Assert.True(double.IsFinite(result.Tidy.Columns.Single(c => c.Name == "estimate").Numbers.Values[0]));
    }

    [Fact]
    public void Weights_OfACompetingEventBeforeEntries_AreWhatTheGuardLooksAt()
    {
        var times = new CensoringTimes([0, 0, 0, 0, 1], [0, 0, 1, 0, 0], [0, 0, 0, 0, 4], [2, 0, 0, 4, 0], 5);
        Assert.Equal(5, times.Largest, 1e-12);
        var rows = FinegrayRows.Of(Data([2, 4], [0, 0]), [0, 0], [true, false], FinegrayPatients.Single(2));
        Assert.Equal([5.0, 1], rows.Weights([0], [0], times).Select(w => Math.Round(w, 12)));
    }

    [Fact]
    public void Rows_OfOnePatientInOneMonth_AreAtRiskOnce()
    {
        var data = Data([3, 3, 5], [1, 2, 3]);
        var patients = FinegrayPatients.Of([7, 7, 7], [31, 62, 80], [62, 80, 150], [0, 0, 0], _ => false);
        Assert.Equal(0, patients.Conflicts);
        var rows = FinegrayRows.Of(data, [0, 0, 0], [false, false, false], patients);
        Assert.Equal([3, 1, 3], Assert.IsType<int[]>(rows.Enter));
    }

    private static CoxSiteData Data(int[] stop, int[] start) => new()
    {
        Columns = [new double[stop.Length]],
        Stop = stop,
        Start = start,
        Event = new bool[stop.Length],
        Offset = null,
        Weights = null,
        OffLattice = 0,
    };

    private static Centres With(IEnumerable<string> patient) =>
        Centres.Of("d", Header, new Dictionary<string, List<string[]>> { ["a"] = [.. patient.Select(Row), Row("2,0,7,2,0,p"), .. Late(8)], ["b"] = [Row("90,0,5,2,0,q"), Row("91,0,31,0,1,q"), Row("92,0,8,1,0,q"), Row("93,0,9,2,1,q")] });

    /// <summary>Patients who enter at 5 and have the event, a competing one or none.</summary>
    private static IEnumerable<string[]> Late(int patients) => Enumerable.Range(10, patients).Select(i => new[] { $"{i}", "5", $"{6 + (i % 13)}", $"{i % 3}", $"{(i / 2) % 2}", "p" });

    private static string[] Row(string text) => text.Split(',');
}
