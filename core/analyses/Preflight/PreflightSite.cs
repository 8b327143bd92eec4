using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Preflight;

/// <summary>The site's part of the preflight.</summary>
public static class PreflightSite
{
    public static Tally Sum(StudyContext context, PreflightStep step, SiteRun run)
    {
        var patients = CountPatients(context.Dataset.PatientKey, run);
        var tally = new Tally(step.Layout);
        tally.Block("patients")[0] = patients;
        tally.Block("rows")[0] = run.Rows;
        tally.Block("sites")[0] = patients > 0 ? 1 : 0;
        if (step.Required.Count > 0) CountLacking(step.Required, run, tally.Block("lacking"));
        if (step.Plan is not { } plan) return tally;
        var whole = run.Whole;
        // The question's own condition was evaluated for the run.
        var cohorts = plan.Cohorts.Select(c => c.Cohort.IsOfRun ? CohortRows.OfRun(c.Cohort, context.Dataset.PatientKey, run) : CohortRows.Of(c.Cohort, context.Dataset.PatientKey, whole)).ToArray();
        var earlier = plan.Earlier.Select(c => CohortRows.Of(c, context.Dataset.PatientKey, whole)).ToArray();
        Count(cohorts, tally.Block("cell patients"), tally.Block("cell sites"));
        Count(earlier, tally.Block("earlier patients"), tally.Block("earlier sites"));
        Compare(plan, cohorts, earlier, tally.Block("different patients"), tally.Block("different sites"));
        if (plan.Changes.Count > 0 && whole.Earlier is { } before) CountChanges(plan, cohorts, earlier, before, tally.Block("changed patients"), tally.Block("changed sites"));
        for (var i = 0; i < plan.Containable.Count; i++) tally.Block("outside")[i] = cohorts[plan.Containable[i].New].IsExceededBy(earlier[plan.Containable[i].Other]) ? 1 : 0;
        var powers = tally.Block("powers");
        for (var i = 0; i < plan.Shapes.Count; i++) Powers(plan.Shapes[i], run, powers.Slice(5 * i, 5));
        var at = 0;
        foreach (var magnitude in plan.Magnitudes)
        {
            var rows = cohorts[magnitude.Cohort];
            magnitude.Sum(rows, context.Dataset.PatientKey, whole, tally.Block("magnitudes").Slice(at, 2 * rows.Patients.Length));
            at += 2 * rows.Patients.Length;
        }

        return tally;
    }

    private static void CountLacking(IReadOnlyList<RequiredVariable> required, SiteRun run, Span<double> lacking)
    {
        for (var v = 0; v < required.Count; v++)
        {
            foreach (var value in required[v].Column.Evaluate(run).Span)
            {
                if (double.IsNaN(value)) lacking[v]++;
            }
        }
    }

    private static void Count(CohortRows[] cohorts, Span<double> patients, Span<double> sites)
    {
        var at = 0;
        foreach (var count in cohorts.SelectMany(c => c.Patients))
        {
            patients[at] = count;
            sites[at++] = count > 0 ? 1 : 0;
        }
    }

    /// <summary>Pairs are independent: both cores take them, each writes its own places.</summary>
    private static void Compare(PreflightPlan plan, CohortRows[] cohorts, CohortRows[] earlier, Span<double> patients, Span<double> sites)
    {
        var differences = new int[plan.Pairs.Count][];
        void Count(int p)
        {
            var pair = plan.Pairs[p];
            CohortRows left = cohorts[pair.New], right = pair.IsOwn ? cohorts[pair.Other] : earlier[pair.Other];
            differences[p] = new int[left.Patients.Length * right.Patients.Length];
            left.Differences(right, plan.Enough, differences[p]);
        }

        if (plan.Pairs.Count < 2) for (var p = 0; p < plan.Pairs.Count; p++) Count(p);
        else Parallel.For(0, plan.Pairs.Count, Count);
        var at = 0;
        foreach (var difference in differences.SelectMany(d => d))
        {
            patients[at] = difference;
            sites[at++] = difference > 0 ? 1 : 0;
        }
    }

    /// <summary>Patients who are in both of a pair and whose value changed in between.</summary>
    private static void CountChanges(PreflightPlan plan, CohortRows[] cohorts, CohortRows[] earlier, IEarlierRows before, Span<double> patients, Span<double> sites)
    {
        for (var c = 0; c < plan.Changes.Count; c++)
        {
            var change = plan.Changes[c];
            var pair = plan.Pairs[change.Pair];
            if (before.SnapshotOf(plan.Earlier[pair.Other].Entry) is not { } snapshot) continue;
            patients[c] = cohorts[pair.New].Common(change.New, earlier[pair.Other], change.Other, before.Changed(snapshot, change.Variable), plan.Enough);
            sites[c] = patients[c] > 0 ? 1 : 0;
        }
    }

    /// <summary>Number and first four power sums of the scaled values.</summary>
    private static void Powers(ShapedColumn shape, SiteRun run, Span<double> powers)
    {
        foreach (var value in shape.Column.Evaluate(run).Span)
        {
            if (double.IsNaN(value)) continue;
            var x = value / shape.Scale;
            powers[0]++;
            powers[1] += x;
            powers[2] += x * x;
            powers[3] += x * x * x;
            powers[4] += x * x * x * x;
        }
    }

    /// <summary>Distinct values of the patient key; rows without a key count as a patient each.</summary>
    private static int CountPatients(string patientKey, SiteRun run)
    {
        if (run.IsPatientARow(patientKey)) return run.Rows;
        var seen = new HashSet<double>(run.Rows);
        var withoutKey = 0;
        foreach (var key in run.Column(patientKey).Span)
        {
            if (double.IsNaN(key)) withoutKey++;
            else seen.Add(key);
        }

        return seen.Count + withoutKey;
    }
}
