using FedOnco.Agent.Data.Rows;
using FedOnco.Analyses.Disclosure;

namespace FedOnco.Agent.Tests.Refresh;

/// <summary>What a site keeps of its patients for a refresh: the cell of each in a cohort, and a mark of each value.</summary>
public sealed class KeptPatientsTests
{
    // More than are marked in one call of the cipher, and no whole number of such calls.
    private const int Many = 5001;

    [Fact]
    public void Rows_OfOneCell_AreABitForEachPatient() => RequireCells("count(data = d, subset = g == 1)", row => row / 20 == 1 ? 0 : -1);

    [Fact]
    public void Rows_OfSeveralCells_AreTheCellOfEachPatient() => RequireCells("table(~ g, data = d, subset = g != 1)", row => row / 20 is 1 ? -1 : row / 20);

    [Fact]
    public void Refresh_OfManyPatients_CountsThoseWhoChanged()
    {
        using var study = new RefreshedStudy();
        var site = study.Sites[0];
        site.Start(Table(_ => 0));
        Assert.Equal("answered", study.Ask("count(data = d)"));
        study.Clock.Advance(TimeSpan.FromDays(91));
        // Marks have no order of their own: every eleventh patient is somewhere among them.
        var counts = site.Refresh(Table(i => i % 11 == 0 ? 1 : 0));
        Assert.Equal((Many, (Many / 11) + 1, 0, 0), (counts.Stayed, counts.Changed, counts.Joined, counts.Left));
    }

    private static void RequireCells(string call, Func<int, int> cellOf)
    {
        using var study = new RefreshedStudy();
        Assert.Equal("answered", study.Ask(call));
        var site = study.Sites[0];
        var kept = site.Ledger.Cohorts("s", "d").Select(e => CohortBytes.Read(site.Kept.Rows("s", "d", History.Hash(e)) ?? throw new InvalidOperationException("a cohort has no rows"))).ToList();
        var expected = site.Patients().Rows.Select(cellOf).ToArray();
        Assert.Contains(kept, cells => cells.SequenceEqual(expected));
    }

    private static string Table(Func<int, int> change) =>
        "id,g,x,y,z\n" + string.Concat(Enumerable.Range(0, Many).Select(i => $"{i + 100_000},{i % 3},{i % 41},{(i % 37) + change(i)},{i % 5}\n"));
}
