namespace FedOnco.Analyses.Preflight;

/// <summary>Cuts that were applied together, and which parts have anybody.</summary>
/// <param name="Cuts">In order; the last varies fastest.</param>
/// <param name="Atoms">For each atom before and each combination of classes the atom after, -1 where there is nobody.</param>
public sealed record AtomRound(IReadOnlyList<AtomCut> Cuts, int[] Atoms)
{
    /// <summary>Combinations of classes.</summary>
    public int Width => Cuts.Aggregate(1, (product, cut) => product * cut.Width);
}
