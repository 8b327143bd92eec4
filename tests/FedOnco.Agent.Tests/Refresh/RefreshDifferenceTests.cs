using FedOnco.Agent.Data.Rows;
using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Refresh;

/// <summary>What two answers tell that rest on data before and after a refresh: patients who joined or left, and values that changed.</summary>
public sealed class RefreshDifferenceTests : IDisposable
{
    private const string All = "count(data = d)";
    private const string First = "count(data = d, subset = g == 0)";
    private const string MeanX = "describe(~ x, data = d, subset = g == 0)";
    private const string MeanY = "describe(~ y, data = d, subset = g == 0)";

    private readonly RefreshedStudy _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Study_WhereManyJoinedAtEachCentre_GoesOn()
    {
        Assert.Equal("answered", _study.Ask(All));
        Assert.Equal("answered", _study.Ask("lm(y ~ x, data = d)"));
        _study.Refresh((site, rows) => rows.AddRange(Enumerable.Range(0, 5).Select(i => (int[])[1000 * (site.Name[0] - 'a') + 500 + i, 2, i, i, i])));
        Assert.Equal("answered", _study.Ask(All));
        Assert.Equal("answered", _study.Ask("lm(y ~ x, data = d)"));
        // Answered on these very rows: compared with nothing.
        Assert.Equal("answered", _study.Ask(All));
    }

    [Theory]
    [InlineData(First)]
    [InlineData(MeanX)]
    public void SameCohort_ThatOnePatientJoined_IsRefused(string call)
    {
        Assert.Equal("answered", _study.Ask(call));
        _study.Refresh((site, rows) =>
        {
            if (site.Name == "a") rows.Add([900, 0, 3, 3, 3]);
        });
        Assert.Equal("DISCLOSURE", _study.Ask(call));
    }

    [Theory]
    [InlineData(First)]
    [InlineData(MeanX)]
    public void SameCohort_ThatOnePatientLeft_IsRefused(string call)
    {
        Assert.Equal("answered", _study.Ask(call));
        _study.Refresh((site, rows) =>
        {
            if (site.Name == "b") rows.RemoveAt(4);
        });
        Assert.Equal("DISCLOSURE", _study.Ask(call));
    }

    [Fact]
    public void SameCohort_WhereAnotherJoinedForEachWhoLeft_IsRefused()
    {
        Assert.Equal("answered", _study.Ask(First));
        _study.Refresh((site, rows) =>
        {
            if (site.Name == "b") rows[4][0] = 990;
        });
        Assert.Equal("DISCLOSURE", _study.Ask(First));
    }

    /// <summary>One patient joined; the value of another variable changed for thirty. Counted by rows that changed, they would hide the one.</summary>
    [Fact]
    public void SameCohort_ThatOnePatientJoinedAmongManyChangedOtherwise_IsRefused()
    {
        Assert.Equal("answered", _study.Ask(MeanX));
        _study.Refresh((site, rows) =>
        {
            for (var i = 0; i < 10; i++) rows[i][4] = 9;
            if (site.Name == "a") rows.Add([900, 0, 3, 3, 3]);
        });
        Assert.Equal("DISCLOSURE", _study.Ask(MeanX));
    }

    /// <summary>The same patients, one of whom has another value of x now.</summary>
    [Fact]
    public void SamePatients_OneOfWhomHasAnotherValue_AreRefusedForThatVariable()
    {
        Assert.Equal("answered", _study.Ask(MeanX));
        Assert.Equal("answered", _study.Ask(MeanY));
        _study.Refresh((site, rows) =>
        {
            if (site.Name == "c") rows[3][2]++;
        });
        Assert.Equal("DISCLOSURE", _study.Ask(MeanX));
        Assert.Equal("answered", _study.Ask(MeanY));
    }

    [Fact]
    public void SamePatients_ManyOfWhomHaveOtherValues_AreAnswered()
    {
        Assert.Equal("answered", _study.Ask(MeanX));
        _study.Refresh((_, rows) =>
        {
            for (var i = 0; i < 4; i++) rows[i][2]++;
        });
        Assert.Equal("answered", _study.Ask(MeanX));
    }

    /// <summary>Twelve patients have another value, all of them at one centre: their sum would be that centre's.</summary>
    [Fact]
    public void SamePatients_WithOtherValuesAtOneCentre_AreRefused()
    {
        Assert.Equal("answered", _study.Ask(MeanX));
        _study.Refresh((site, rows) =>
        {
            for (var i = 0; i < 12 && site.Name == "a"; i++) rows[i][2]++;
        });
        Assert.Equal("DISCLOSURE", _study.Ask(MeanX));
    }

    /// <summary>Enough in all, but at one of two centres five: the other one can subtract its own.</summary>
    [Theory]
    [InlineData(5, "DISCLOSURE")]
    [InlineData(12, "answered")]
    public void SamePatients_WithOtherValuesAtOneOfTwoCentres_AreRefusedWhereTheyAreFew(int changed, string outcome)
    {
        using var two = new RefreshedStudy(RefreshedStudy.Rules.Replace("profile: default", "profile: two-centres", StringComparison.Ordinal), sites: "ab");
        // Over all patients: no missing values, no small cells.
        Assert.Equal("answered", two.Ask("lm(y ~ x, data = d)"));
        two.Refresh((site, rows) =>
        {
            for (var i = 0; i < (site.Name == "a" ? 12 : changed); i++) rows[i][2]++;
        });
        Assert.Equal(outcome, two.Ask("lm(y ~ x, data = d)"));
    }

    /// <summary>A centre that is new to the study, where the others' data changed: it has no patients in what was answered.</summary>
    [Fact]
    public void Centres_ThatJoinAfterARefresh_HadNobody()
    {
        using var six = new RefreshedStudy(sites: "abcdef");
        Assert.Equal("answered", _study.Ask(MeanY));
        _study.Refresh((_, rows) => rows[3][2]++);
        six.History.AddRange(_study.History);
        for (var i = 0; i < 6; i++)
        {
            six.Sites[i].Studies().JoinAt(six.Sites[i].Held, 1);
            six.Sites[i].Start(RefreshedStudy.Data(six.Sites[i], _ => { }));
        }

        // The first three lost their state: they cannot tell what they had. A centre that was never asked can.
        Assert.Equal("HISTORY_UNAVAILABLE", six.Ask(MeanY));
        Assert.Equal("", six.RefusalAt(3, MeanY));
    }

    /// <summary>A training holds inputs that its cohort does not name: one patient's value changed.</summary>
    [Fact]
    public void Training_AgainWithOneValueChanged_IsRefused()
    {
        const string Train = "train(y ~ x, data = d, model = gbdt(trees = 2))";
        Assert.Equal("answered", _study.Ask(Train));
        _study.Refresh((site, rows) =>
        {
            if (site.Name == "a") rows[3][2]++;
        });
        Assert.Equal("DISCLOSURE", _study.Ask(Train));
    }

    [Fact]
    public void NothingChanged_IsAnsweredAgain()
    {
        Assert.Equal("answered", _study.Ask(MeanX));
        _study.Refresh((_, _) => { });
        Assert.All(_study.Sites, s => Assert.Equal(1u, s.Held.Refresh));
        Assert.Equal("answered", _study.Ask(MeanX));
    }

    [Fact]
    public void SetOfRows_AfterARefresh_IsComparedLikeAnyOther()
    {
        Assert.Equal("answered", _study.Ask("analysis_set(main, data = d, subset = g == 0, complete = ~ x + y)"));
        _study.Refresh((site, rows) =>
        {
            if (site.Name == "a") rows.Add([900, 0, 3, 3, 3]);
        });
        Assert.Equal("DISCLOSURE", _study.Ask("analysis_set(main, data = d, subset = g == 0, complete = ~ x + y)"));
    }

    /// <summary>Refreshed twice, in another order of rows: the first answer is still kept apart from the third.</summary>
    [Fact]
    public void Difference_OverTwoRefreshes_IsNoticed()
    {
        Assert.Equal("answered", _study.Ask(First));
        _study.Refresh((_, rows) => rows.Reverse());
        _study.Refresh((site, rows) =>
        {
            rows.Reverse(10, 30);
            if (site.Name == "a") rows.Add([900, 0, 3, 3, 3]);
        });
        Assert.Equal("DISCLOSURE", _study.Ask(First));
        Assert.Equal("answered", _study.Ask("count(data = d, subset = g == 1)"));
    }

    /// <summary>The places of patients and changes of values against the rows themselves.</summary>
    [Fact]
    public void Places_OfEarlierPatients_AreThoseOfTheirKeys()
    {
        Assert.Equal("answered", _study.Ask("table(~ g, data = d)"));
        var site = _study.Sites[1];
        _study.Refresh((_, rows) =>
        {
            rows.Reverse();
            rows.RemoveAt(7);
            rows.RemoveAt(30);
            rows[5][2] = 77;
            rows.Add([9999, 1, 2, 3, 4]);
        });
        using var source = site.Held.OpenAll(TestContext.Current.CancellationToken);
        var earlier = new DatasetRows(site.Held, site.Kept, site.Name, KeyOf(site)).Earlier(source)!; // Refreshed once.
        Assert.Equal(2, earlier.Departed);
        var entry = _study.History.First(e => e.Cohort.Cells.Count == 1);
        var labels = earlier.Labels(entry);
        var groups = source.Column("g").Span;
        for (var row = 0; row < source.Rows; row++) Assert.Equal(row == source.Rows - 1 ? -1 : (int)groups[row] % 3, labels[row] < 0 ? -1 : labels[row] % 3);
        Assert.All(labels[^2..], l => Assert.True(l >= 0));
        var changed = earlier.Changed(earlier.SnapshotOf(entry)!, "x");
        Assert.Equal([1UL << 5], changed);
        Assert.Equal([0UL], earlier.Changed(earlier.SnapshotOf(entry)!, "y"));
    }

    /// <summary>What a run that is closed in the middle could not find is found by the next one.</summary>
    [Fact]
    public void Places_FirstRunIsClosedMeanwhile_AreFoundByTheNext()
    {
        Assert.Equal("answered", _study.Ask("table(~ g, data = d)"));
        var site = _study.Sites[1];
        _study.Refresh((_, rows) => rows.RemoveAt(7));
        var rows = new DatasetRows(site.Held, site.Kept, site.Name, KeyOf(site));
        using (var first = site.Held.OpenAll(new CancellationToken(canceled: true))) Assert.ThrowsAny<OperationCanceledException>(() => rows.Earlier(first));
        using var next = site.Held.OpenAll(TestContext.Current.CancellationToken);
        Assert.Equal(1, rows.Earlier(next)?.Departed);
    }

    private static byte[] KeyOf(RefreshedSite site)
    {
        var key = new byte[32];
        key[0] = (byte)site.Name[0];
        return key;
    }
}
