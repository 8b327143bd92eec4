namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>What a patient's influence on the logarithm of a known curve is made of.</summary>
/// <remarks>With L cumulating d / (n (n - d)) (d / n^2 for exp(-H)), a row of weight w that enters at s and leaves at T has the influence
/// w (L(min(t, T)) - L(s)) at t, less w / (n - d) (w / n) from T on where it ends in the event. Points at which all die add nothing: the
/// curve is 0 from there. Source: Therneau and Grambsch (2000), section 7.2.</remarks>
internal sealed class CurveInfluence
{
    private CurveInfluence(int cells)
    {
        Cumulative = new double[cells];
        Own = new double[cells];
    }

    /// <summary>L after each point of the grid.</summary>
    public double[] Cumulative { get; }

    /// <summary>What an event at each point takes off.</summary>
    public double[] Own { get; }

    /// <summary>No influence is larger: a row's part of L is at most its share of each event, which the month grid may double.</summary>
    public double Most { get; private set; }

    public static CurveInfluence Of(KaplanMeier curve, CurveForm form, int cells)
    {
        var influence = new CurveInfluence(cells);
        double hazard = 0, cumulative = 0;
        var next = 0;
        for (var t = 0; t < cells; t++)
        {
            if (next < curve.Times.Length && curve.Times[next] == t)
            {
                double d = curve.Events[next], n = curve.Exposed[next++], left = form.FromHazard ? n : n - d;
                if (d > 0 && left > 0)
                {
                    cumulative += d / (n * left);
                    hazard += d / n;
                    influence.Own[t] = 1 / left;
                }
            }

            influence.Cumulative[t] = cumulative;
        }

        influence.Most = 2 * Math.Max(1, hazard);
        return influence;
    }
}
