using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Preflight;

/// <summary>The site's part of strict differencing: one label a row, the atom it lies in.</summary>
internal static class AtomSite
{
    public static Tally Sum(StudyContext context, AtomStep step, SiteRun run)
    {
        var whole = run.Whole;
        var key = context.Dataset.PatientKey;
        var parts = PartsOf(Labels(step.Rounds.Count, step.Rounds, key, run), step.Cuts, key, whole);
        var tally = new Tally(step.Layout);
        CellPatients.Count(parts, key, whole, tally.Block("patients"), tally.Block("sites"));
        return tally;
    }

    /// <summary>Atom of every row after the first rounds; the one before is kept for the run.</summary>
    private static int[] Labels(int count, IReadOnlyList<AtomRound> rounds, string key, SiteRun run) => count == 0
        ? new int[run.Whole.Rows]
        : run.Derived($"atoms {count}", () =>
        {
            var round = rounds[count - 1];
            return Array.ConvertAll(PartsOf(Labels(count - 1, rounds, key, run), round.Cuts, key, run.Whole), part => round.Atoms[part]);
        });

    private static int[] PartsOf(int[] atoms, IReadOnlyList<AtomCut> cuts, string key, SiteRun whole)
    {
        var parts = (int[])atoms.Clone();
        foreach (var cut in cuts)
        {
            var rows = cut.Entry is { } earlier ? CohortRows.Of(earlier, key, whole) : CohortRows.Of(cut.Cohort, key, whole);
            var width = cut.Width;
            for (var i = 0; i < parts.Length; i++) parts[i] = (parts[i] * width) + (rows.Cell(i) is >= 0 and var cell ? cut.Classes[cell] : 0);
        }

        return parts;
    }
}
