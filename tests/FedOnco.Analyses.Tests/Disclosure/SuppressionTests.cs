using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Random tables up to 8 x 8 x 3: a solver of the test's own finds two tables that agree with everything published and differ in each hidden cell by the protection interval.</summary>
public sealed class SuppressionTests(ITestOutputHelper output)
{
    private const double Threshold = 11;
    private const int Tables = 25;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomTables_HiddenCells_CannotBeBoundedAndNoneIsHiddenInVain(int dimensions)
    {
        double cells = 0, primary = 0, secondary = 0, patients = 0, lost = 0, whole = 0;
        for (var seed = 0; seed < Tables; seed++)
        {
            var (shape, values) = Table(dimensions, seed);
            var states = TableSuppression.Of(shape, values, values, Array.ConvertAll(values, v => v > 0 ? 3.0 : 0), _ => false, new Thresholds(new DisclosureTerms { MinimumPatients = 11, MinimumSites = 3 }));
            Assert.All(Enumerable.Range(0, values.Length), c => Assert.Equal(values[c] < Threshold, states[c] == CellState.Primary));
            RequireProtection(shape, values, states, seed);
            RequireNeed(shape, values, states);
            whole += states.Contains(CellState.Shown) ? 0 : 1;
            cells += values.Length;
            patients += values.Sum();
            primary += states.Count(s => s == CellState.Primary);
            secondary += states.Count(s => s == CellState.Secondary);
            lost += values.Where((_, c) => states[c] != CellState.Shown).Sum();
        }

        output.WriteLine($"{dimensions} dimensions: cells hidden as small {primary / cells:P1}, to protect them {secondary / cells:P1}; patients in hidden cells {lost / patients:P1}; hidden whole {whole} of {Tables}");
    }

    /// <summary>No further cell could be shown.</summary>
    private static void RequireNeed(TableShape shape, double[] values, CellState[] states)
    {
        foreach (var cell in Enumerable.Range(0, values.Length).Where(c => states[c] == CellState.Secondary))
        {
            CellState[] more = [.. states];
            more[cell] = CellState.Shown;
            Assert.False(TableSuppression.IsSafe(shape, values, more, line => line.Sum(c => values[c]) >= Threshold, Threshold));
        }
    }

    /// <summary>One to three dimensions, skewed counts: many small cells beside large ones.</summary>
    private static (TableShape Shape, double[] Values) Table(int dimensions, int seed)
    {
        var random = new Random((10 * seed) + dimensions);
        int[] widths = [2 + random.Next(7), 2 + random.Next(7), 2 + random.Next(2)];
        widths = widths[..dimensions];
        var shape = new TableShape(widths);
        return (shape, [.. Enumerable.Range(0, shape.Cells).Select(_ => Math.Floor(Math.Exp(1 + (random.NextDouble() * 4.5))) - 2)]);
    }

    private static void RequireProtection(TableShape shape, double[] values, CellState[] states, int seed)
    {
        var hidden = Enumerable.Range(0, values.Length).Where(c => states[c] != CellState.Shown).ToArray();
        // Where even its margins would tell too much, nothing of a table is shown, margins neither.
        if (hidden.Length == 0 || !states.Contains(CellState.Shown)) return;
        var lines = shape.Margins().Where(l => l.Sum(c => values[c]) >= Threshold).Select(l => l.Where(c => states[c] != CellState.Shown).ToArray()).Where(l => l.Length > 0).ToList();
        double[] floor = [.. hidden.Select(c => states[c] == CellState.Secondary ? Threshold : 0)];
        var polytope = new Polytope([.. lines.Select(l => l.Select(c => Array.IndexOf(hidden, c)).ToArray())], [.. lines.Select(l => l.Sum(c => values[c]))], floor);
        foreach (var cell in hidden.Where(c => states[c] == CellState.Primary))
        {
            var at = Array.IndexOf(hidden, cell);
            var width = polytope.Extreme(at, largest: true) - polytope.Extreme(at, largest: false);
            Assert.True(width >= Threshold - 1 - 1e-6, $"seed {seed}: cell {cell} of {string.Join('x', shape.Widths)} is known within {width}");
        }
    }
}
