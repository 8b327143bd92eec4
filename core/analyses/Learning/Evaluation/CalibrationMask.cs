using FedOnco.Analyses.Disclosure.Suppression;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>Which rows of a calibration table may be shown. All patients and all events are told beside it, so what is hidden is known together.</summary>
internal static class CalibrationMask
{
    /// <param name="rows">Patients by tenth of the probability.</param>
    /// <param name="events">Of them with the outcome.</param>
    /// <param name="least">Least patients of anything that is shown.</param>
    public static CellState[] Of(IReadOnlyList<double> rows, IReadOnlyList<double> events, double least)
    {
        var states = new CellState[rows.Count];
        for (var k = 0; k < states.Length; k++) states[k] = IsSmall(rows[k], events[k], least) ? CellState.Primary : CellState.Shown;
        while (IsGivenAway(states, rows, events, least) && Smallest(states, rows) is { } next) states[next] = CellState.Secondary;
        return states;
    }

    /// <summary>One hidden row alone is all patients less the shown ones; so are several together.</summary>
    private static bool IsGivenAway(CellState[] states, IReadOnlyList<double> rows, IReadOnlyList<double> events, double least)
    {
        var hidden = Enumerable.Range(0, states.Length).Where(k => states[k] != CellState.Shown).ToList();
        return hidden.Count == 1 || IsSmall(hidden.Sum(k => rows[k]), hidden.Sum(k => events[k]), least);
    }

    private static int? Smallest(CellState[] states, IReadOnlyList<double> rows) =>
        Enumerable.Range(0, states.Length).Where(k => states[k] == CellState.Shown && rows[k] > 0).OrderBy(k => rows[k]).Select(k => (int?)k).FirstOrDefault();

    private static bool IsSmall(double rows, double events, double least) => new[] { rows, events, rows - events }.Any(n => n > 0 && n < least);
}
