using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>Net survival against R's day-by-day estimate on the pooled patients, with a slice of survival's US life table.</summary>
public sealed class NetsurvTests
{
    private const string Colon = "netsurv(Surv(time, status) ~ 1, data = colon, ratetable = \"population\", age = age, sex = sex, year = 1985, times = c(365, 1826), subset = etype == 2)";

    private static string Folder => Path.Combine(Shared.Root(), "tests", "golden", "survival", "netsurv");

    public static IEnumerable<TheoryDataRow<string>> Answers() => File.ReadLines(Path.Combine(Folder, "r.jsonl")).Select(l => new TheoryDataRow<string>(l) { TestDisplayName = JsonDocument.Parse(l).RootElement.GetProperty("call").GetString()! });

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public void Netsurv_SampleCall_IsRs(string line)
    {
        var expected = JsonDocument.Parse(line).RootElement;
        var call = expected.GetProperty("call").GetString()!;
        Assert.Empty(RAnswer.Differences(expected, Load(FedOnco.Language.CallLanguage.Parse(call).Question!.Data).Answer(call), true));
    }

    [Fact]
    public void Netsurv_AnySplit_IsThePooledAnswer()
    {
        var pooled = Load("colon").Answer(Colon).Tidy;
        var split = WithTable(Load("colon").Resplit(i => $"c{i * 7 % 3}")).Answer(Colon).Tidy;
        foreach (var name in new[] { "estimate", "std.error" })
        {
            foreach (var (a, b) in pooled.Columns.Single(c => c.Name == name).Numbers.Values.Zip(split.Columns.Single(c => c.Name == name).Numbers.Values)) Assert.Equal(a, b, 1e-12);
        }
    }

    /// <summary>By month the estimate stays near that of days, the sums have no element for a day, and the tail is cut.</summary>
    [Fact]
    public void Netsurv_DefaultPolicy_IsByMonth()
    {
        var exact = OracleColumn(Load("colon").Answer(Colon), "estimate");
        var guarded = Load("colon");
        guarded.Terms = Guarded();
        var (result, federation) = guarded.Run(Colon.Replace("1826", "1826, 3300", StringComparison.Ordinal));
        Assert.Contains(result.Notes, n => n.Contains("grouped by month", StringComparison.Ordinal));
        var monthly = OracleColumn(result, "estimate");
        Assert.InRange(monthly[0], exact[0] - 0.01, exact[0] + 0.01);
        Assert.InRange(monthly[1], exact[1] - 0.01, exact[1] + 0.01);
        Assert.Contains(2u, result.Tidy.Columns.Single(c => c.Name == "estimate").Missing);
        Assert.Contains(result.Suppressed, s => s.Rule == "tail" && s.Rows == 1);
        Assert.All(federation.Sums.Where(s => s.Step.Name == "net-survival").SelectMany(s => s.Step.Layout.Blocks), b => Assert.InRange(b.Length, 1u, 120u));
    }

    [Fact]
    public void Netsurv_DefaultPolicy_TimesMovedWithinTheirMonthChangeWeightsOnly()
    {
        var totals = new List<double[]>();
        foreach (var moved in new[] { false, true })
        {
            var centres = Load("colon");
            if (moved) centres = WithTable(centres.With("time", t => t == "NA" ? t : EndOfMonth(t)));
            centres.Terms = Guarded();
            totals.Add([.. centres.Run(Colon).Federation.Sums.Single(s => s.Step.Name == "net-survival").Total.Block("left")]);
        }

        Assert.Equal(totals[0], totals[1]);
    }

    [Theory]
    [InlineData("ratetable = \"fr\"", "ratetable = \"population\"", ErrorReason.WrongArgument, "in quotes: \"population\"")]
    [InlineData("sex = rx", "sex = sex", ErrorReason.UnknownLevel, "levels of the life table population: 0, 1")]
    [InlineData("times = c(1826, 365)", "times = c(365, 1826)", ErrorReason.WrongArgument, "increasing")]
    [InlineData("age = rx", "age = age", ErrorReason.WrongType, "a number of years")]
    [InlineData("~ 1 + strata(site)", "~ 1", ErrorReason.WrongArgument, "joined by +")]
    [InlineData("Surv(sqrt(time), status)", "Surv(time, status)", ErrorReason.WrongArgument, "unit")]
    public void Netsurv_WrongArgument_SaysWhichAndWhatToDo(string wrong, string right, ErrorReason reason, string message)
    {
        var refused = Assert.Throws<FedOncoException>(() => Load("colon").Answer(Colon.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Equal(reason, refused.Reason);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    internal static Centres WithTable(Centres centres)
    {
        if (centres.Dataset.LifeTables.Count == 0) centres.Dataset.LifeTables.Add(LifeTableFile.Read("population", File.ReadLines(Path.Combine(Folder, "population.lifetable.csv"))));
        return centres;
    }

    private static Centres Load(string dataset) => WithTable(Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset));

    private static DisclosureTerms Guarded() => Disclosure.Guarded.Load("colon").Terms;

    private static double[] OracleColumn(Result result, string name) => [.. result.Tidy.Columns.Single(c => c.Name == name).Numbers.Values];

    private static string EndOfMonth(string time)
    {
        var t = int.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        var k = 1;
        while (36525 * k / 1200 < t) k++;
        return Math.Min(36525 * k / 1200, 3329).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
