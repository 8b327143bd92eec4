using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;

namespace FedOnco.Analyses.Survival.Rmst;

/// <summary>The area under a Kaplan-Meier curve up to tau, and its standard error.</summary>
/// <remarks>Source: Irwin (1949); variance as the sum over deaths of (area beyond)^2 d / (n (n - d)) (Klein and Moeschberger 2003, section 4.5).</remarks>
internal static class RestrictedMean
{
    /// <returns>Area, standard error, and 0: nothing lies between it and the area of exact times.</returns>
    public static (double Estimate, double Error, double Effect) Of(KaplanMeier curve, Func<int, double> time, double tau)
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

        return (all, Math.Sqrt(variance), 0);
    }

    /// <summary>
    /// The same for a curve at the ends of months, joined by straight lines: a step curve would be too high by half a month's fall.
    /// </summary>
    /// <returns>Area, standard error, and how far it can be from the area under the curve of exact times.</returns>
    public static (double Estimate, double Error, double Effect) OfMonths(KaplanMeier curve, Func<int, double> time, double tau)
    {
        // Coefficient of the survival at each month's end in the area.
        var shares = new double[curve.Times.Length];
        double from = 0, before = 1, all = 0, low = 0, high = 0;
        for (var i = 0; i < shares.Length && from < tau; i++)
        {
            double end = time(curve.Times[i]), to = Math.Min(end, tau), width = to - from, part = width / (end - from);
            double share = width * part / 2, earlier = width - share;
            all += (earlier * before) + (share * curve.Survival[i]);
            low += width * curve.Low[i];
            high += width * (i == 0 ? 1 : curve.High[i - 1]);
            if (i > 0) shares[i - 1] += earlier;
            shares[i] += share;
            (from, before) = (to, curve.Survival[i]);
        }

        if (from < tau)
        {
            // Nobody was followed any longer: the curve stays where it is.
            all += (tau - from) * before;
            if (shares.Length > 0) shares[^1] += tau - from;
            low += (tau - from) * (shares.Length == 0 ? 1 : curve.Low[^1]);
            high += (tau - from) * (shares.Length == 0 ? 1 : curve.High[^1]);
        }

        double variance = 0, beyond = 0;
        for (var i = shares.Length - 1; i >= 0; i--)
        {
            beyond += shares[i] * curve.Survival[i];
            var step = (curve.Error[i] * curve.Error[i]) - (i == 0 ? 0 : curve.Error[i - 1] * curve.Error[i - 1]);
            if (beyond > 0 && double.IsFinite(step)) variance += beyond * beyond * step;
        }

        return (all, Math.Sqrt(variance), Math.Max(high - all, all - low));
    }
}
