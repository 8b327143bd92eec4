using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Allowed tables and counts that together bound a hidden cell; structural zeros; tests of tables with hidden cells.</summary>
public sealed class TableAuditTests
{
    // a x b: 40 30 | 30 4 (hidden, with companions).
    private const string Table = "table(~ a + b, data = d)";

    [Fact]
    public void SecondaryCell_AskedForByItself_IsRefused()
    {
        var centres = Patients();
        var hidden = Hidden(centres.Ask(Table));
        Assert.Contains("secondary", hidden.Values);
        // A cell that was hidden to protect the small one, as a count of its own: with the margins it gives the small one away.
        var secondary = hidden.First(h => h.Value == "secondary").Key;
        Assert.Equal("DISCLOSURE", centres.Outcome($"count(data = d, subset = a == {secondary.A} & b == {secondary.B})"));
    }

    [Fact]
    public void Cell_AskedForBefore_IsNotUsedToHideAnother()
    {
        var alone = Hidden(Patients().Ask(Table));
        var secondary = alone.First(h => h.Value == "secondary").Key;
        var centres = Patients();
        Assert.Equal("answered", centres.Outcome($"count(data = d, subset = a == {secondary.A} & b == {secondary.B})"));
        var after = Hidden(centres.Ask(Table));
        Assert.True(after.Count > 0 && !IsBounded(after.Keys.Where(k => k != secondary).ToList()), string.Join(' ', after));
    }

    [Fact]
    public void UnionOfCells_ThatLeavesTheSmallOne_IsRefused()
    {
        var centres = Patients();
        centres.Ask(Table);
        // All of b but the small cell's level, within its row.
        Assert.Equal("DISCLOSURE", centres.Outcome("count(data = d, subset = a == 2 & b %in% c(0, 1))"));
    }

    [Fact]
    public void SameTable_Again_IsTheSame()
    {
        var centres = Patients();
        Assert.Equal(centres.Ask(Table).Tidy, centres.Ask(Table).Tidy);
    }

    [Theory]
    [InlineData("chisq.test(~ a + b, data = d)")]
    [InlineData("fisher.test(~ a + b, data = d)")]
    public void Test_OfATableWithAHiddenCell_IsRefused(string call) => Assert.Equal("DISCLOSURE", Patients().Outcome(call));

    [Fact]
    public void ImpossibleCell_IsAZeroThatHidesNobody()
    {
        var centres = Patients(small: 0);
        Assert.NotEmpty(Hidden(centres.Ask(Table)));
        var known = Patients(small: 0);
        known.Dataset.Impossible.Add(new ImpossibleCombination { Parts = { new LevelOfVariable { Variable = "a", Level = "2" }, new LevelOfVariable { Variable = "b", Level = "2" } } });
        var result = known.Ask(Table);
        Assert.Empty(Hidden(result));
        Assert.Contains(0.0, result.Tidy.Columns.Single(c => c.Name == "n").Numbers.Values);
    }

    /// <summary>Hidden cells with their rule.</summary>
    private static Dictionary<(string A, string B), string> Hidden(Result result)
    {
        var column = result.Tidy.Columns.SingleOrDefault(c => c.Name == "suppressed");
        if (column is null) return [];
        IReadOnlyList<string> Texts(string name) => result.Tidy.Columns.Single(c => c.Name == name).Texts.Values;
        return Enumerable.Range(0, column.Texts.Values.Count).Where(i => !column.Missing.Contains((uint)i)).ToDictionary(i => (Texts("a")[i], Texts("b")[i]), i => column.Texts.Values[i]);
    }

    /// <summary>A hidden cell alone in its row or column.</summary>
    private static bool IsBounded(List<(string A, string B)> hidden) => hidden.Any(h => hidden.Count(o => o.A == h.A) == 1 || hidden.Count(o => o.B == h.B) == 1);

    private static Centres Patients(int small = 4)
    {
        int[,] cells = { { 60, 45, 38 }, { 50, 42, 36 }, { 47, 33, small } };
        var list = new List<(int A, int B)>();
        for (var a = 0; a < 3; a++)
        {
            for (var b = 0; b < 3; b++) list.AddRange(Enumerable.Repeat((a, b), cells[a, b]));
        }

        var rows = list.Select((c, i) => (c, i)).GroupBy(x => $"s{x.i % 4}").ToDictionary(g => g.Key, g => g.Select(x => new[] { $"{x.i}", $"{x.c.A}", $"{x.c.B}" }).ToList());
        var centres = Centres.Of("d", ["id", "a", "b"], rows);
        centres.Terms = Guarded.Default;
        return centres;
    }
}
