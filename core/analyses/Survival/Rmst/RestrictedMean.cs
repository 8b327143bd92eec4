using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;

namespace FedOnco.Analyses.Survival.Rmst;

/// <summary>The area under a Kaplan-Meier curve up to tau, and its standard error.</summary>
/// <remarks>Source: Irwin (1949); variance as the sum over deaths of (area beyond)^2 d / (n (n - d)) (Klein and Moeschberger 2003, section 4.5).</remarks>
internal static class RestrictedMean
{
    public static (double Estimate, double Error) Of(KaplanMeier curve, Func<int, double> time, double tau)
    {
        var last = 0;
        while (last < curve.Times.Length && time(curve.Times[last]) <= tau) last++;
        // Areas of the steps: from each time to the next, the first from 0, the last to tau.
        var areas = new double[last + 1];
        double from = 0, survival = 1, all = 0;
        for (var i = 0; i <= last; i++)
        {
            var to = i < last ? time(curve.Times[i]) : tau;
            areas[i] = survival * (to - from);
            all += areas[i];
            from = to;
            if (i < last) survival = curve.Survival[i];
        }

        double variance = 0, beyond = all;
        for (var i = 0; i < last; i++)
        {
            beyond -= areas[i];
            double n = curve.Risk[i], d = curve.Events[i];
            if (d > 0 && n > d) variance += beyond * beyond * d / (n * (n - d));
        }

        return (all, Math.Sqrt(variance));
    }
}
