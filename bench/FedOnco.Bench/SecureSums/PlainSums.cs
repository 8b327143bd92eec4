using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Bench.SecureSums;

/// <summary>The identity encoder: fixed point as in a secure sum, neither masks nor stamps. It exists in this bench only.</summary>
internal sealed class PlainSums(IAnalysis analysis, StudyContext context, SiteRun[] cohorts) : SumsInOneProcess(analysis, context, cohorts)
{
    private readonly int _sites = cohorts.Length;
    private readonly Lock _lock = new();
    private byte[] _total = [];

    protected override void Begin(Step step) => _total = new byte[new TallyShape(step.Layout, _sites).Bytes];

    protected override void Take(int site, Step step, Tally tally)
    {
        var shape = new TallyShape(step.Layout, _sites);
        var elements = new byte[shape.Bytes];
        TallyEncoding.Encode(shape, tally.Values, elements);
        lock (_lock) RingAddition.Add(_total, elements, shape.Width);
    }

    protected override double[] End(Step step)
    {
        var shape = new TallyShape(step.Layout, _sites);
        // Every site and the coordinator decode.
        var decoded = new double[_sites + 1][];
        Parallel.For(0, _sites + 1, i => decoded[i] = TallyEncoding.Decode(shape, _total));
        return decoded[0];
    }
}
