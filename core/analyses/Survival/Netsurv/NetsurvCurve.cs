namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>Net survival of one group by cell.</summary>
/// <remarks>Source: Pohar Perme, Stare and Esteve (2012), equations 9 and 11: with weights w = 1 / S_P the net hazard grows by
/// (sum w dN - sum w Y dL_P) / sum w Y, its variance by sum w^2 dN / (sum w Y)^2; S = exp(-L).</remarks>
internal sealed class NetsurvCurve
{
    /// <param name="axis">Days or months.</param>
    /// <param name="left">Patients who leave, by cell.</param>
    /// <param name="deaths">Weighted deaths.</param>
    /// <param name="squares">Deaths with squared weights.</param>
    /// <param name="weight">Weights at risk, added up over the days of a cell.</param>
    /// <param name="expected">Weighted hazard of the population.</param>
    public NetsurvCurve(NetsurvAxis axis, ReadOnlySpan<double> left, ReadOnlySpan<double> deaths, ReadOnlySpan<double> squares, ReadOnlySpan<double> weight, ReadOnlySpan<double> expected)
    {
        Risk = new double[left.Length];
        Estimate = new double[left.Length];
        Error = new double[left.Length];
        double all = 0, hazard = 0, variance = 0;
        foreach (var n in left) all += n;
        Patients = all;
        Estimate[0] = 1;
        Risk[0] = all;
        for (var c = 1; c < left.Length; c++)
        {
            Risk[c] = all;
            all -= left[c];
            if (weight[c] > 0)
            {
                var mean = weight[c] / axis.Length(c);
                hazard += (deaths[c] - expected[c]) / mean;
                variance += squares[c] / (mean * mean);
            }

            Estimate[c] = Risk[c] > 0 ? Numerics.StableMath.Exp(-hazard) : double.NaN;
            Error[c] = Risk[c] > 0 ? Math.Sqrt(variance) : double.NaN;
        }
    }

    public double Patients { get; }

    /// <summary>At risk at the beginning of each cell.</summary>
    public double[] Risk { get; }

    public double[] Estimate { get; }

    /// <summary>Standard error of its logarithm.</summary>
    public double[] Error { get; }
}
