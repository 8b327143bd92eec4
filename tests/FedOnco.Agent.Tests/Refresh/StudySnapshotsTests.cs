using FedOnco.Agent.State;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Agent.Tests.Refresh;

/// <summary>When a site goes on with other data: by its IT's decision alone, not too early, and only where earlier answers can be kept apart.</summary>
public sealed class StudySnapshotsTests
{
    private const string All = "count(data = d)";

    [Fact]
    public void Settle_DataChangedBeforeAnyCall_IsNoRefresh()
    {
        using var study = new RefreshedStudy();
        study.Sites[0].Start(Changed(study.Sites[0]));
        Assert.Null(study.Sites[0].Held.Problem);
        Assert.Equal(0u, study.Sites[0].Held.Refresh);
        Assert.Equal("answered", study.Ask(All));
    }

    [Fact]
    public void Settle_DataChangedAfterACall_AreNotAskedAboutUntilTheOldAreBack()
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(All));
        study.Sites[0].Start(Changed(study.Sites[0]));
        Assert.Equal(ErrorReason.HistoryUnavailable, study.Sites[0].Held.Problem?.Reason);
        study.Sites[0].Start(RefreshedStudy.Data(study.Sites[0], _ => { }));
        Assert.Null(study.Sites[0].Held.Problem);
    }

    [Fact]
    public void Refresh_EarlierThanThePolicyAllows_IsRefused()
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(All));
        var site = study.Sites[0];
        study.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorReason.Policy, Assert.Throws<FedOncoException>(() => site.Refresh(Changed(site))).Reason);
        Assert.Equal(0u, site.Kept.Current("s", "d")?.Refresh);
        study.Clock.Advance(TimeSpan.FromSeconds(1));
        var counts = site.Refresh(Changed(site));
        Assert.Equal((1u, 59, 1, 2, 1), (counts.Refresh, counts.Stayed, counts.Changed, counts.Joined, counts.Left));
        Assert.Equal(ErrorReason.Policy, Assert.Throws<FedOncoException>(() => site.Refresh(Changed(site))).Reason);
    }

    [Fact]
    public void Refresh_UnderAShorterInterval_IsTakenByThatPolicy()
    {
        using var study = new RefreshedStudy(RefreshedStudy.Rules + "refresh_days: 30\n");
        Assert.Equal("answered", study.Ask(All));
        study.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1u, study.Sites[0].Refresh(Changed(study.Sites[0])).Refresh);
    }

    [Theory]
    [InlineData("no patient key", "HISTORY_UNAVAILABLE")]
    [InlineData("two rows of a patient before", "HISTORY_UNAVAILABLE")]
    [InlineData("two rows of a patient after", "HISTORY_UNAVAILABLE")]
    [InlineData("a row without a key", "DATA_NOT_CONFORMING")]
    public void Refresh_WherePatientsCannotBeRecognised_IsRefused(string why, string reason)
    {
        using var study = new RefreshedStudy(dataset: RefreshedStudy.DatasetOf(why == "no patient key" ? "" : "id"));
        var site = study.Sites[0];
        if (why == "two rows of a patient before") site.Start(RefreshedStudy.Data(site, rows => rows[1][0] = rows[0][0]));
        Assert.Equal("answered", study.Ask(All));
        study.Clock.Advance(TimeSpan.FromDays(91));
        var data = RefreshedStudy.Data(site, rows => rows[3][0] = why == "two rows of a patient after" ? rows[4][0] : rows[3][0]);
        if (why == "a row without a key") data += ",1,2,3,4\n";
        Assert.Equal(reason, Assert.Throws<FedOncoException>(() => site.Refresh(data)).Reason.WireName());
    }

    [Fact]
    public void Refresh_UnderStrictDifferencing_IsRefused()
    {
        using var study = new RefreshedStudy(RefreshedStudy.Rules.Replace("profile: default", "profile: strict", StringComparison.Ordinal));
        Assert.Equal("answered", study.Ask(All));
        study.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(ErrorReason.Policy, Assert.Throws<FedOncoException>(() => study.Sites[0].Refresh(Changed(study.Sites[0]))).Reason);
    }

    [Fact]
    public void Refresh_BeforeTheRowsOfACohortAreKept_IsRefused()
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(All));
        study.Clock.Advance(TimeSpan.FromDays(91));
        var site = study.Sites[0];
        Write(site, "DELETE FROM cohorts");
        using var kept = new KeptRows(site.State);
        var studies = new Data.Rows.StudySnapshots(site.Name, site.Policy, kept, site.Ledger, new byte[32], study.Clock);
        Assert.Equal(ErrorReason.HistoryUnavailable, Assert.Throws<FedOncoException>(() => studies.Refresh(site.Read(Changed(site)).Datasets.Single())).Reason);
    }

    [Fact]
    public void Refresh_WhereNothingWasAsked_IsNotNeeded()
    {
        using var study = new RefreshedStudy();
        study.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(ErrorReason.WrongArgument, Assert.Throws<FedOncoException>(() => study.Sites[0].Refresh(Changed(study.Sites[0]))).Reason);
    }

    /// <summary>The disk is full in the middle: the site goes on with the data that it had, and the refresh can be taken again.</summary>
    [Fact]
    public void Refresh_CutOffInTheMiddle_IsNone()
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(All));
        study.Clock.Advance(TimeSpan.FromDays(91));
        var site = study.Sites[0];
        Write(site, "CREATE TRIGGER full BEFORE INSERT ON marks WHEN NEW.variable = 'z' BEGIN SELECT RAISE(ABORT, 'full'); END");
        Assert.Throws<SqliteException>(() => site.Refresh(Changed(site)));
        Assert.Equal(0u, site.Kept.Current("s", "d")?.Refresh);
        Assert.Null(site.Kept.Marks("s", "d", 1, "x"));
        Write(site, "DROP TRIGGER full");
        Assert.Equal(1u, site.Refresh(Changed(site)).Refresh);
    }

    [Fact]
    public void JoinAt_ACentreThatIsNew_BeginsWithTheNumberOfTheOthers()
    {
        using var study = new RefreshedStudy();
        var site = study.Sites[0];
        site.Studies().JoinAt(site.Held, 2);
        site.Start(RefreshedStudy.Data(site, _ => { }));
        Assert.Equal(2u, site.Held.Refresh);
        foreach (var other in study.Sites.Skip(1))
        {
            other.Studies().JoinAt(other.Held, 2);
            other.Start(RefreshedStudy.Data(other, _ => { }));
        }

        Assert.Equal("answered", study.Ask(All));
        Assert.Equal(ErrorReason.Policy, Assert.Throws<FedOncoException>(() => site.Studies().JoinAt(site.Held, 3)).Reason);
    }

    /// <summary>An agent of before this version asked; the rows of its cohorts are kept at the next start.</summary>
    [Fact]
    public void Settle_CohortsWithoutRows_AreKeptAtTheStart()
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(All));
        var site = study.Sites[0];
        Write(site, "DELETE FROM cohorts; DELETE FROM marks; UPDATE snapshots SET patients = NULL");
        using var kept = new KeptRows(site.State);
        new Data.Rows.StudySnapshots(site.Name, site.Policy, kept, site.Ledger, new byte[32], study.Clock).Settle(site.Held);
        Assert.True(kept.Current("s", "d")?.HasPatients);
        Assert.All(site.Ledger.Cohorts("s", "d"), e => Assert.NotNull(kept.Rows("s", "d", Analyses.Disclosure.History.Hash(e))));
    }

    /// <summary>A start that was cut off between the marks of the patients and the rows of cohorts is made good by the next.</summary>
    [Fact]
    public void Settle_CutOffBeforeTheRows_KeepsThemAtTheNextStart()
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(All));
        var site = study.Sites[0];
        Write(site, "DELETE FROM cohorts");
        study.Clock.Advance(TimeSpan.FromDays(91));
        using var kept = new KeptRows(site.State);
        var studies = new Data.Rows.StudySnapshots(site.Name, site.Policy, kept, site.Ledger, new byte[32], study.Clock);
        studies.Settle(site.Read(RefreshedStudy.Data(site, _ => { })).Datasets.Single());
        Assert.All(site.Ledger.Cohorts("s", "d"), e => Assert.NotNull(kept.Rows("s", "d", Analyses.Disclosure.History.Hash(e))));
        Assert.Equal(1u, studies.Refresh(site.Read(Changed(site)).Datasets.Single()).Refresh);
    }

    /// <summary>No value and no key of a patient is in what is kept.</summary>
    [Fact]
    public void Kept_Rows_HoldNoKeyOfAPatient()
    {
        using var study = new RefreshedStudy();
        var site = study.Sites[0];
        site.Start(RefreshedStudy.Data(site, rows => rows[0][0] = 987654321));
        Assert.Equal("answered", study.Ask(All));
        Write(site, "PRAGMA wal_checkpoint(TRUNCATE)");
        Assert.DoesNotContain("987654321", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(KeptRows.FileOf(site.State))), StringComparison.Ordinal);
    }

    /// <summary>One left, two joined, one has another value.</summary>
    private static string Changed(RefreshedSite site) => RefreshedStudy.Data(site, rows =>
    {
        rows[9][2]++;
        rows.RemoveAt(4);
        rows.Add([900, 0, 3, 3, 3]);
        rows.Add([901, 1, 3, 3, 3]);
    });

    private static void Write(RefreshedSite site, string sql)
    {
        using var state = new SqliteConnection($"Data Source={KeptRows.FileOf(site.State)};Pooling=False");
        state.Open();
        using var command = state.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
