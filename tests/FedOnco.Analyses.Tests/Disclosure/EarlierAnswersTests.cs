using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>A histogram or description hides around what earlier counts told: shown cells and an earlier sum must not give a hidden one.</summary>
public sealed class EarlierAnswersTests
{
    // x and its category g: 20 | 30 | 30 | 4. Alone, the first cell is hidden with the small one.
    [Theory]
    [InlineData("hist(~ x, data = d, breaks = c(0, 1, 2, 3, 4))", "count(data = d, subset = x > 1)")]
    [InlineData("describe(~ g, data = d)", "count(data = d, subset = g %in% c(\"b\", \"c\", \"e\"))")]
    public void Cells_AfterACountOfAllButTheFirst_HideAnotherOne(string call, string count)
    {
        Assert.Equal([true, false, false, true], Hidden(Patients().Ask(call)));
        var centres = Patients();
        Assert.Equal("answered", centres.Outcome(count));
        var hidden = Hidden(centres.Ask(call));
        Assert.True(hidden[3] && (hidden[1] || hidden[2]), string.Join(' ', hidden));
    }

    private static bool[] Hidden(Result result)
    {
        var column = result.Tidy.Columns.Single(c => c.Name == "suppressed");
        return [.. Enumerable.Range(0, column.Texts.Values.Count).Select(i => !column.Missing.Contains((uint)i))];
    }

    private static Centres Patients()
    {
        int[] counts = [20, 30, 30, 4];
        string[] names = ["a", "b", "c", "e"];
        var list = counts.SelectMany((n, x) => Enumerable.Repeat(x, n)).ToList();
        var rows = list.Select((x, i) => (x, i)).GroupBy(p => $"s{p.i % 4}").ToDictionary(g => g.Key, g => g.Select(p => new[] { $"{p.i}", $"{p.x + 1}", names[p.x] }).ToList());
        var centres = Centres.Of("d", ["id", "x", "g"], rows);
        centres.Terms = Guarded.Default;
        return centres;
    }
}
