using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Which patients a cohort is counted by: distinct ones, those with a value, at enough centres; and what history it is compared with.</summary>
public sealed class CohortRuleTests
{
    /// <summary>60 patients, ten of whom have a value of x.</summary>
    [Fact]
    public void Call_WhoseVariablesFewPatientsHave_IsRefused()
    {
        var centres = Of(["x", "y"], Enumerable.Range(0, 60).Select(i => new[] { $"s{i % 3}", $"{i}", i < 10 ? $"{i}" : "", $"{(i * 7) % 23}" }));
        Assert.Equal("DISCLOSURE", centres.Outcome("cor(~ x + y, data = d)"));
    }

    /// <summary>20 patients came late, all of them to one centre: their sum would be that centre's.</summary>
    [Fact]
    public void Difference_OfManyPatientsAtOneCentre_IsRefused()
    {
        var centres = Late(_ => "s0");
        Assert.Equal("answered", centres.Outcome("count(data = d)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("count(data = d, subset = late == 0)"));
        var spread = Late(i => $"s{i % 3}");
        Assert.Equal("answered", spread.Outcome("count(data = d)"));
        Assert.Equal("answered", spread.Outcome("count(data = d, subset = late == 0)"));
    }

    [Theory]
    [InlineData(10, "DISCLOSURE")]
    [InlineData(11, "answered")]
    public void Difference_AtTheLeastNumberOfPatients_IsEnough(int late, string outcome)
    {
        var centres = Late(i => $"s{i % 3}", late);
        Assert.Equal("answered", centres.Outcome("count(data = d)"));
        Assert.Equal(outcome, centres.Outcome("count(data = d, subset = late == 0)"));
    }

    [Fact]
    public void Cell_OfManyPatientsAtOneCentre_IsHidden()
    {
        Assert.Contains("primary", Late(_ => "s0").Ask("table(~ late, data = d)").Suppressed.Select(s => s.Rule));
        Assert.Empty(Late(i => $"s{i % 3}").Ask("table(~ late, data = d)").Suppressed);
    }

    /// <summary>Ten patients with thirty rows each, of whom a category holds a hundred rows; and sixty patients with a row.</summary>
    [Theory]
    [InlineData("count(data = d, subset = few == 1)", "DISCLOSURE")]
    [InlineData("cor(~ x + y, data = d)", "DISCLOSURE")]
    [InlineData("count(data = d)", "answered")]
    public void Rows_OfFewPatients_AreFewPatients(string call, string outcome) => Assert.Equal(outcome, Repeated().Outcome(call));

    [Fact]
    public void Cell_OfManyRowsOfFewPatients_IsHidden() => Assert.Contains("primary", Repeated().Ask("table(~ few, data = d)").Suppressed.Select(s => s.Rule));

    /// <summary>Refused as five patients from the first; seven from that one is as near, though twelve from the first.</summary>
    [Fact]
    public void Cohort_NearARefusedOne_IsRefused()
    {
        Centres Patients() => Of(["u"], Enumerable.Range(0, 90).Select(i => new[] { $"s{i % 3}", $"{i}", $"{i}" }));
        var centres = Patients();
        Assert.Equal("answered", centres.Outcome("count(data = d)"));
        Assert.Equal("answered", centres.Outcome("count(data = d, subset = u >= 12)"));
        centres = Patients();
        Assert.Equal("answered", centres.Outcome("count(data = d)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("count(data = d, subset = u >= 5)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("count(data = d, subset = u >= 12)"));
    }

    /// <summary>The same call where three centres with nine patients have joined: the difference is the nine.</summary>
    [Fact]
    public void SameCohort_AtMoreCentresWithFewPatients_IsRefused()
    {
        var all = Of(["u"], Enumerable.Range(0, 99).Select(i => new[] { i < 90 ? $"s{i % 3}" : $"t{i % 3}", $"{i}", $"{i % 7}" }));
        var first = all.Only("s0", "s1", "s2");
        first.Terms = Guarded.Default;
        Assert.Equal("answered", first.Outcome("count(data = d)"));
        Assert.Equal("answered", all.Outcome("count(data = d)"));
        all = all.Resplit(i => i < 90 ? $"s{i % 3}" : $"t{i % 3}");
        all.Terms = Guarded.Default;
        all.History.AddRange(first.History);
        Assert.Equal("DISCLOSURE", all.Outcome("count(data = d)"));
    }

    [Fact]
    public void EarlierCohort_ThatDoesNotFitTheDictionary_EndsTheHistory()
    {
        var centres = Late(i => $"s{i % 3}");
        centres.History.Add(new HistoryEntry { Cohort = new CohortSpec { Subset = Asked("count(data = d, subset = nosuch > 1)").Subset }, Sites = { "s0", "s1", "s2" } });
        Assert.Equal("HISTORY_UNAVAILABLE", centres.Outcome("count(data = d)"));
    }

    [Fact]
    public void Cohorts_OfACallThatDoesNotFitTheDictionary_AreNotLeftOut() =>
        Assert.Equal(ErrorReason.UnknownVariable, Assert.Throws<FedOncoException>(() => QuestionCohorts.Of(Late(_ => "s0").Context(Asked("lm(late ~ nosuch, data = d)")))).Reason);

    [Fact]
    public void Groups_TooMany_AreRefusedBeforeAnyNumber()
    {
        var centres = Grouped();
        Assert.Equal("POLICY", centres.Outcome("table(~ a + b + c + e, data = d)"));
        // Nine tables of 512 groups were answered: each has 262,144 differences to the next.
        string[] tables = ["a + b + c", "a + b + e", "a + b + f", "a + c + e", "a + c + f", "a + e + f", "b + c + e", "b + c + f", "b + e + f"];
        foreach (var table in tables)
            centres.History.AddRange(QuestionCohorts.Of(centres.Context(Asked($"table(~ {table}, data = d)"))).Select(c => new HistoryEntry { Cohort = c.Cohort.Spec, Sites = { "s0", "s1", "s2" }, State = CohortState.Answered }));
        Assert.Equal(ErrorReason.Policy, Assert.Throws<FedOncoException>(() => PreflightPlan.Of(centres.Context(Asked("table(~ c + e + f, data = d)")))).Reason);
    }

    /// <summary>60 patients; others, who came late, at the centres that are named.</summary>
    private static Centres Late(Func<int, string> site, int late = 20) =>
        Of(["late"], Enumerable.Range(0, 60 + late).Select(i => new[] { i < 60 ? $"s{i % 3}" : site(i), $"{i}", i < 60 ? "0" : "1" }));

    private static Centres Repeated()
    {
        string[] Row(int patient, int k, bool few) => [$"s{patient % 3}", $"{patient}", few ? "1" : "0", few ? $"{k % 7}" : "", $"{(k * 11) % 13}"];
        return Of(["few", "x", "y"], Enumerable.Range(0, 10).SelectMany(p => Enumerable.Range(0, 30).Select(k => Row(p, k, true))).Concat(Enumerable.Range(10, 60).Select(p => Row(p, p, false))), "patient_id");
    }

    private static Centres Grouped()
    {
        string[] names = ["a", "b", "c", "e", "f"];
        return Of(names, Enumerable.Range(0, 210).Select(i => (string[])[$"s{i % 3}", $"{i}", .. names.Select((_, v) => $"l{(i / (v + 1)) % 7}")]));
    }

    private static Question Asked(string call) => CallLanguage.Parse(call).Question!; // The calls of this test are right.

    /// <param name="columns">Names after the id.</param>
    /// <param name="rows">Centre, id, values.</param>
    /// <param name="key">Name of the id.</param>
    private static Centres Of(string[] columns, IEnumerable<string[]> rows, string key = "id")
    {
        var centres = Centres.Of("d", [key, .. columns], rows.GroupBy(r => r[0]).ToDictionary(g => g.Key, g => g.Select(r => r[1..]).ToList()));
        centres.Terms = Guarded.Default;
        return centres;
    }
}
