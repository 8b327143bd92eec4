using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>
/// Strict differencing: all answered cohorts cut the rows into atoms, and a question may cut an atom only into parts of enough
/// patients at enough sites. Any sum that can be computed from answers is then one over whole atoms, however many answers are
/// combined. Rows in no answered cohort are in no sum, so what is left of them may be small.
/// </summary>
/// <remarks>Source: Chin and Ozsoyoglu (1982), "Auditing and inference control in statistical databases".</remarks>
internal sealed class StrictPartition
{
    private const int MostParts = 1 << 16;
    private const int MostPartsOfOne = 1 << 20;

    private readonly IFederation _federation;
    private readonly List<AtomRound> _rounds = [];
    private List<Atom> _atoms = [new Atom(-1, true, 0, 0)];

    private StrictPartition(IFederation federation) => _federation = federation;

    /// <exception cref="FedOncoException">Disclosure; Policy where there are too many parts to count.</exception>
    public static async Task RequireAsync(StudyContext context, PreflightPlan plan, Total preflight, IFederation federation, CancellationToken cancellationToken)
    {
        var thresholds = new Thresholds(context.Terms);
        var partition = new StrictPartition(federation);
        await partition.CutAsync(Earlier(plan, preflight, thresholds), cancellationToken).ConfigureAwait(false);
        partition._atoms = [.. partition._atoms.Select((a, i) => a with { Origin = i })];
        var isOutside = partition._atoms.Select(a => a.IsOutside).ToArray();
        await partition.CutAsync(New(plan, preflight, thresholds), cancellationToken).ConfigureAwait(false);
        foreach (var atom in partition._atoms.GroupBy(a => a.Origin))
        {
            var isCut = atom.Count() > 1 || isOutside[atom.Key];
            if (isCut && atom.Any(part => !part.IsOutside && !thresholds.Difference(part.Patients, part.Sites))) throw PreflightRules.Refused();
        }
    }

    private static List<AtomCut> Earlier(PreflightPlan plan, Total preflight, Thresholds thresholds)
    {
        double[] patients = preflight.Block("earlier patients").ToArray(), sites = preflight.Block("earlier sites").ToArray();
        var summed = plan.Earlier.Where(e => e.Entry.State != CohortState.Refused && e.Cohort.Variables.Count > 0).Select(e => e.Cohort.Subset).ToHashSet(StringComparer.Ordinal);
        var cuts = new List<AtomCut>();
        var at = 0;
        foreach (var earlier in plan.Earlier)
        {
            var classes = ClassesOf(earlier.Cohort, patients.AsSpan(at, earlier.Cohort.Cells), sites.AsSpan(at, earlier.Cohort.Cells), thresholds);
            at += earlier.Cohort.Cells;
            if (earlier.Entry.State != CohortState.Refused && IsSummed(earlier.Cohort, summed)) cuts.Add(new AtomCut(earlier.Cohort, earlier, classes));
        }

        return cuts;
    }

    private static List<AtomCut> New(PreflightPlan plan, Total preflight, Thresholds thresholds)
    {
        double[] patients = preflight.Block("cell patients").ToArray(), sites = preflight.Block("cell sites").ToArray();
        var summed = plan.Cohorts.Where(c => c.Cohort.Variables.Count > 0).Select(c => c.Cohort.Subset).ToHashSet(StringComparer.Ordinal);
        var cuts = new List<AtomCut>();
        var at = 0;
        foreach (var (cohort, _) in plan.Cohorts)
        {
            var classes = ClassesOf(cohort, patients.AsSpan(at, cohort.Cells), sites.AsSpan(at, cohort.Cells), thresholds);
            at += cohort.Cells;
            if (IsSummed(cohort, summed)) cuts.Add(new AtomCut(cohort, null, classes));
        }

        return cuts;
    }

    /// <summary>The rows of a condition whatever their values are only counted where a model on complete rows stands beside them: how many lack a value is no secret.</summary>
    private static bool IsSummed(Cohort cohort, HashSet<string> summed) => cohort.Variables.Count > 0 || cohort.Spec.Fixed || !summed.Contains(cohort.Subset);

    private static int[] ClassesOf(Cohort cohort, ReadOnlySpan<double> patients, ReadOnlySpan<double> sites, Thresholds thresholds)
    {
        var classes = new int[cohort.Cells];
        var next = 1;
        for (var c = 0; c < classes.Length; c++)
        {
            if (thresholds.Cell(patients[c], sites[c])) classes[c] = next++;
        }

        // Nobody counts a hidden cell by itself: all of them are the rest of the cohort.
        for (var c = 0; c < classes.Length; c++)
        {
            if (classes[c] == 0) classes[c] = next;
        }

        return classes;
    }

    private async Task CutAsync(List<AtomCut> cuts, CancellationToken cancellationToken)
    {
        var at = 0;
        while (at < cuts.Count)
        {
            var batch = new List<AtomCut> { cuts[at++] };
            var parts = (long)_atoms.Count * batch[0].Width;
            while (at < cuts.Count && parts * cuts[at].Width <= MostParts)
            {
                parts *= cuts[at].Width;
                batch.Add(cuts[at++]);
            }

            if (parts > MostPartsOfOne) throw new FedOncoException(ErrorReason.Policy, "The call has too many groups to be kept apart from all earlier answers. Use fewer groups.");
            await CountAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CountAsync(List<AtomCut> batch, CancellationToken cancellationToken)
    {
        var step = new AtomStep([.. _rounds], batch, _atoms.Count);
        var total = await _federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        double[] patients = total.Block("patients").ToArray(), sites = total.Block("sites").ToArray();
        var width = step.Parts / _atoms.Count;
        var next = new List<Atom>();
        var map = new int[step.Parts];
        for (var part = 0; part < map.Length; part++)
        {
            map[part] = patients[part] > 0 ? next.Count : -1;
            var atom = _atoms[part / width];
            // Combination 0 is outside every cut.
            if (patients[part] > 0) next.Add(new Atom(atom.Origin, atom.IsOutside && part % width == 0, patients[part], sites[part]));
        }

        _rounds.Add(new AtomRound(batch, map));
        _atoms = next;
    }

    /// <summary>A part that somebody is in.</summary>
    /// <param name="Origin">Atom of the earlier answers that it lies in.</param>
    /// <param name="IsOutside">In no cohort at all.</param>
    /// <param name="Patients">Distinct patients with a row in it.</param>
    /// <param name="Sites">Sites with patients.</param>
    private sealed record Atom(int Origin, bool IsOutside, double Patients, double Sites);
}
