using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Log partial likelihood, score and information of a centre's own strata: both sums of a common baseline's step, added up
/// inside the centre.</summary>
/// <remarks>Sources: Cox (1972); ties by Breslow (1974) or Efron (1977); entries as in Andersen and Gill (1982).</remarks>
internal sealed class SiteStrataSums
{
    private readonly RiskColumns _columns;
    private readonly CurrentRisk _current;
    private readonly EventTimes _times;
    private readonly RiskSetSums _risk;
    private readonly int _size;

    private SiteStrataSums(RiskColumns columns, CurrentRisk current, EventTimes times, int size)
    {
        (_columns, _current, _times, _size) = (columns, current, times, size);
        _risk = RiskSetSums.Of(columns, current, times);
        Add([]);
    }

    public double LogLikelihood { get; private set; }

    public double[] Score { get; private set; } = [];

    /// <summary>Packed lower triangle.</summary>
    public double[] Information { get; private set; } = [];

    public static SiteStrataSums Of(CoxModel model, double[] coefficients, SiteRun run)
    {
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var times = RobustSite.OwnTimes(model, data, run);
        var columns = RiskColumns.Of(model, times, data, run);
        return new SiteStrataSums(columns, CurrentRisk.Of(columns, coefficients, run), times, model.Size);
    }

    /// <summary>The same with every event weighted by its time.</summary>
    /// <param name="weight">By point of the lattice; what an event there counts.</param>
    public SiteStrataSums Weighted(Func<int, double> weight)
    {
        var sums = (SiteStrataSums)MemberwiseClone();
        sums.Add(Array.ConvertAll(_times.Slots, slot => weight(slot % _times.Cells)));
        return sums;
    }

    private void Add(double[] weights)
    {
        var terms = BaselineTerms.Of(_times, _risk.S0, _risk.S1, _risk.D0, _risk.D1, _size, weights);
        var products = InformationSums.Of(_columns, _current.Risk, terms.Hazard, terms.Tied, weights.Length == 0 ? null : weights);
        LogLikelihood = _risk.Linear - terms.Logs;
        Score = products[.._size];
        // Weights by time have signs: the plain information alone tells a constant column.
        var full = Packed.Unpack(products.AsSpan(_size), _size);
        var information = weights.Length == 0 ? terms.InformationOf(full) : [.. full.Zip(terms.Squares, (a, b) => a - b)];
        Information = Packed.Pack(information, _size);
    }
}
