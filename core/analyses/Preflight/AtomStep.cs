using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>Distinct patients and sites of every part into which further cohorts cut the atoms: the parts of all answered cohorts.</summary>
public sealed record AtomStep : Step
{
    /// <param name="rounds">What led to the atoms so far.</param>
    /// <param name="cuts">What cuts them now.</param>
    /// <param name="atoms">Number of atoms so far.</param>
    public AtomStep(IReadOnlyList<AtomRound> rounds, IReadOnlyList<AtomCut> cuts, int atoms)
    {
        Rounds = rounds;
        Cuts = cuts;
        Parts = atoms * cuts.Aggregate(1, (product, cut) => product * cut.Width);
        Layout = new LayoutBuilder().Counts("patients", Parts, PreflightStep.MostRows).Counts("sites", Parts, 1).Build();
    }

    public IReadOnlyList<AtomRound> Rounds { get; }

    public IReadOnlyList<AtomCut> Cuts { get; }

    public int Parts { get; }

    public override string Name => "atoms";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Integer(Rounds.Count);
        foreach (var cut in Cuts)
        {
            writer.Text(cut.Cohort.Key);
            foreach (var cell in cut.Classes) writer.Integer(cell);
        }
    }
}
