using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>The area under the time-dependent ROC curve of one horizon, from events and those followed beyond it by bin of the score.</summary>
/// <remarks>Source: Uno et al. (2007), Hung and Chiang (2010), Blanche et al. (2013): cumulative events against dynamic controls, weighted by
/// the inverse probability of being uncensored.</remarks>
internal sealed class HorizonTable
{
    private readonly double _patients;
    private readonly double[] _below;
    private readonly double[] _above;

    /// <param name="validation">The question.</param>
    /// <param name="total">Of <see cref="HorizonTableStep"/>.</param>
    /// <param name="k">Number of the horizon.</param>
    public HorizonTable(Validation validation, Total total, int k)
    {
        var bins = validation.Bins.Count;
        ReadOnlySpan<double> cases = total.Block("cases").Slice(k * bins, bins), controls = total.Block("controls").Slice(k * bins, bins);
        _patients = validation.Patients;
        (_below, _above) = (new double[bins], new double[bins]);
        for (var b = 0; b < bins; b++)
        {
            _below[b] = Controls + (controls[b] / 2);
            _above[b] = Cases + (cases[b] / 2);
            Controls += controls[b];
            Cases += cases[b];
        }

        for (var b = 0; b < bins; b++)
        {
            _below[b] /= Controls;
            _above[b] = 1 - (_above[b] / Cases);
            Area += cases[b] * _below[b] / Cases;
            Bound += validation.Bins.IsExact ? 0 : cases[b] * controls[b] / (2 * Cases * Controls);
        }
    }

    /// <summary>Weight of the events up to the horizon.</summary>
    public double Cases { get; }

    public double Controls { get; }

    /// <summary>Chance that one with the event has a higher score than one without, ties half.</summary>
    public double Area { get; }

    /// <summary>How far it can be from that of unbinned scores.</summary>
    public double Bound { get; }

    /// <summary>Influence of an event of this weight, times the number of patients.</summary>
    public double OfCase(int bin, double weight) => _patients * weight * (_below[bin] - Area) / Cases;

    /// <summary>The same of one who is followed beyond the horizon.</summary>
    public double OfControl(int bin) => _patients * (_above[bin] - Area) / Controls;
}
