using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>
/// The verdict on a preflight, reached by every party from the verified total. All rules refuse with the same words: a refusal
/// must not tell which patient, rule or earlier answer stands in the way.
/// </summary>
public static class PreflightRules
{
    /// <exception cref="FedOncoException">Disclosure.</exception>
    public static void Require(StudyContext context, PreflightPlan plan, Total total)
    {
        var thresholds = new Thresholds(context.Terms);
        var cells = Shown(thresholds, total.Block("cell patients"), total.Block("cell sites"));
        var earlier = Shown(thresholds, total.Block("earlier patients"), total.Block("earlier sites"));
        if (!CellsHold(plan, thresholds, total.Block("cell patients"), cells) || !DifferencesHold(plan, thresholds, total, cells, earlier) || !ChangesHold(plan, thresholds, total, cells, earlier) || !ShapesHold(plan, thresholds, total.Block("powers"))
            || !MagnitudesHold(plan, total, cells) || !EarlierTables.StayHidden(context, plan, total))
            throw Refused(SetOffer.Of(context, plan, total));
    }

    /// <summary>
    /// The rules on one site's own part: cohort, every cell and every difference large enough here. A cell that is empty here is
    /// refused as well (the other site would learn it), except where it cannot occur.
    /// </summary>
    /// <exception cref="FedOncoException">Disclosure.</exception>
    public static void RequireAlone(StudyContext context, PreflightStep step, Tally tally)
    {
        if (step.Plan is not { } plan) return;
        var least = context.Terms.MinimumPatients;
        if (tally.Block("patients")[0] < least) throw Refused();
        var patients = tally.Block("cell patients");
        var at = 0;
        foreach (var (cohort, rule) in plan.Cohorts)
        {
            for (var c = 0; c < cohort.Cells; c++, at++)
            {
                var impossible = patients[at] == 0 && (cohort.IsMissingCell(c) || (rule == CellRule.Events && c == 0));
                if (patients[at] < least && !impossible) throw Refused();
            }
        }

        RequireDifferencesAlone(plan, least, tally.Block("different patients"), patients, tally.Block("earlier patients"));
        if (plan.Changes.Count > 0) RequireChangesAlone(plan, least, tally.Block("changed patients"), tally.Block("different patients"));
    }

    private static void RequireChangesAlone(PreflightPlan plan, uint least, ReadOnlySpan<double> changed, ReadOnlySpan<double> differences)
    {
        var starts = DifferencesOf(plan);
        for (var c = 0; c < plan.Changes.Count; c++)
        {
            if (changed[c] > 0 && changed[c] < least && differences[Place(plan, starts, plan.Changes[c])] < least) throw Refused();
        }
    }

    private static void RequireDifferencesAlone(PreflightPlan plan, uint least, ReadOnlySpan<double> differences, ReadOnlySpan<double> patients, ReadOnlySpan<double> earlier)
    {
        int[] starts = StartsOf(plan.Cohorts.Select(c => c.Cohort)), earlierStarts = StartsOf(plan.Earlier.Select(c => c.Cohort));
        var at = 0;
        foreach (var pair in plan.Pairs)
        {
            Cohort left = plan.Left(pair), right = plan.Right(pair);
            for (var i = 0; i < left.Cells; i++)
            {
                for (var j = 0; j < right.Cells; j++, at++)
                {
                    var occupied = patients[starts[pair.New] + i] > 0 && (pair.IsOwn ? patients[starts[pair.Other] + j] : earlier[earlierStarts[pair.Other] + j]) > 0;
                    if (!occupied || differences[at] >= least) continue;
                    if (differences[at] == 0 && (pair.IsOwn || left.Filters[i] == right.Filters[j])) continue;
                    throw Refused();
                }
            }
        }
    }

    /// <param name="offer">What would pass, where something is known to.</param>
    public static FedOncoException Refused(string offer = "") => new(ErrorReason.Disclosure,
        "Disclosure control refuses this call: it rests on too few patients or centres, or lies too close to an earlier answer. Widen the subset, merge rare levels, or fix the rows once with analysis_set()." + offer);

    private static bool[] Shown(Thresholds thresholds, ReadOnlySpan<double> patients, ReadOnlySpan<double> sites)
    {
        var shown = new bool[patients.Length];
        for (var i = 0; i < shown.Length; i++) shown[i] = thresholds.Cell(patients[i], sites[i]);
        return shown;
    }

    private static bool CellsHold(PreflightPlan plan, Thresholds thresholds, ReadOnlySpan<double> patients, bool[] shown)
    {
        var at = 0;
        foreach (var (cohort, rule) in plan.Cohorts)
        {
            var events = 0.0;
            for (var c = 0; c < cohort.Cells; c++, at++)
            {
                if (rule == CellRule.Cohort && !shown[at]) return false;
                if (rule == CellRule.Levels && !shown[at] && patients[at] > 0) return false;
                if (c > 0) events += patients[at];
            }

            if (rule == CellRule.Events && events > 0 && events < thresholds.Patients) return false;
        }

        return true;
    }

    private static bool DifferencesHold(PreflightPlan plan, Thresholds thresholds, Total total, bool[] shown, bool[] earlierShown)
    {
        ReadOnlySpan<double> patients = total.Block("different patients"), sites = total.Block("different sites");
        int[] starts = StartsOf(plan.Cohorts.Select(c => c.Cohort)), earlierStarts = StartsOf(plan.Earlier.Select(c => c.Cohort));
        var at = 0;
        foreach (var pair in plan.Pairs)
        {
            Cohort left = plan.Left(pair), right = plan.Right(pair);
            for (var i = 0; i < left.Cells; i++)
            {
                for (var j = 0; j < right.Cells; j++, at++)
                {
                    var visible = shown[starts[pair.New] + i] && (pair.IsOwn ? shown[starts[pair.Other] + j] : earlierShown[earlierStarts[pair.Other] + j]);
                    if (!visible || thresholds.Difference(patients[at], sites[at])) continue;
                    // No difference at all: fine inside a call and for one condition; between others it would tell that nobody lies between.
                    if (patients[at] == 0 && (pair.IsOwn || left.Filters[i] == right.Filters[j])) continue;
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The same condition before and after a refresh: where nobody joined or left, enough patients or none have another value.</summary>
    private static bool ChangesHold(PreflightPlan plan, Thresholds thresholds, Total total, bool[] shown, bool[] earlierShown)
    {
        if (plan.Changes.Count == 0) return true;
        ReadOnlySpan<double> patients = total.Block("changed patients"), sites = total.Block("changed sites"), joined = total.Block("different patients");
        int[] starts = StartsOf(plan.Cohorts.Select(c => c.Cohort)), earlierStarts = StartsOf(plan.Earlier.Select(c => c.Cohort)), differences = DifferencesOf(plan);
        for (var c = 0; c < plan.Changes.Count; c++)
        {
            var change = plan.Changes[c];
            var pair = plan.Pairs[change.Pair];
            if (patients[c] == 0 || thresholds.Difference(patients[c], sites[c])) continue;
            if (!shown[starts[pair.New] + change.New] || !earlierShown[earlierStarts[pair.Other] + change.Other]) continue;
            // Those who joined or left are enough: they are in every difference.
            if (joined[Place(plan, differences, change)] == 0) return false;
        }

        return true;
    }

    /// <summary>Where each pair's differences start.</summary>
    private static int[] DifferencesOf(PreflightPlan plan)
    {
        var starts = new int[plan.Pairs.Count];
        for (var p = 1; p < starts.Length; p++) starts[p] = starts[p - 1] + (plan.Left(plan.Pairs[p - 1]).Cells * plan.Right(plan.Pairs[p - 1]).Cells);
        return starts;
    }

    private static int Place(PreflightPlan plan, int[] starts, CohortChange change) => starts[change.Pair] + (change.New * plan.Right(plan.Pairs[change.Pair]).Cells) + change.Other;

    /// <summary>Effective number of patients of a weighted or computed sum.</summary>
    private static bool ShapesHold(PreflightPlan plan, Thresholds thresholds, ReadOnlySpan<double> powers)
    {
        for (var i = 0; i < plan.Shapes.Count; i++)
        {
            var p = powers.Slice(5 * i, 5);
            if (plan.Shapes[i].IsWeight)
            {
                if (p[1] * p[1] < thresholds.Patients * p[2]) return false;
                continue;
            }

            if (p[0] == 0) continue;
            double n = p[0], mean = p[1] / n, second = (p[2] / n) - (mean * mean);
            var fourth = (p[4] / n) - (4 * mean * p[3] / n) + (6 * mean * mean * p[2] / n) - (3 * mean * mean * mean * mean);
            // A column without spread has no outlier.
            if (second <= 1e-12 * Math.Max(p[2] / n, 1e-300)) continue;
            if (n * second * second < thresholds.Patients * fourth) return false;
        }

        return true;
    }

    /// <summary>No patient dominates the sum of a cell that is shown.</summary>
    private static bool MagnitudesHold(PreflightPlan plan, Total total, bool[] shown)
    {
        if (plan.Magnitudes.Count == 0) return true;
        var sums = total.Block("magnitudes");
        var starts = StartsOf(plan.Cohorts.Select(c => c.Cohort));
        var at = 0;
        foreach (var magnitude in plan.Magnitudes)
        {
            for (var c = 0; c < plan.Cohorts[magnitude.Cohort].Cohort.Cells; c++, at += 2)
            {
                if (shown[starts[magnitude.Cohort] + c] && !Magnitude.IsShared(sums[at], sums[at + 1])) return false;
            }
        }

        return true;
    }

    internal static int[] StartsOf(IEnumerable<Cohort> cohorts)
    {
        var starts = new List<int>();
        var at = 0;
        foreach (var cohort in cohorts)
        {
            starts.Add(at);
            at += cohort.Cells;
        }

        return [.. starts];
    }
}
