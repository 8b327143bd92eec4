using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>A site's sums of a fit; with strata(site) it makes its own terms of its own risk sets.</summary>
internal static class FinegraySums
{
    /// <summary>
    /// Weighted sums of risk and risk times covariates at each event time. Those under observation count backwards from their end to
    /// their entry, those with a competing event forwards from it with r / G(x-), times G(t-).
    /// </summary>
    /// <returns>Sum of the predictor over events.</returns>
    public static double RiskSets(FinegrayRows rows, CensoringTimes times, double[] means, double[] eta, Span<double> s0, Span<double> s1)
    {
        var events = times.Events;
        int p = means.Length, length = events.Slots.Length;
        double[] late0 = new double[length], late1 = new double[length * p];
        double linear = 0;
        for (var i = 0; i < eta.Length; i++)
        {
            var (_, entered, last, to) = rows.Span(i, events);
            var risk = StableMath.Exp(eta[i]);
            if (rows.Data.Event[i]) linear += eta[i];
            if (last > entered) Observe(s0, s1, entered, last, events, risk, rows.Data, means, i);
            if (rows.Competing[i] && last < to) Add(late0, late1, last, risk / times.Before[rows.Slot(i, events.Cells)], rows.Data, means, i);
        }

        for (var t = length - 1; t > 0; t--) Carry(s0, s1, t, t - 1, p, Together(events, t));
        for (var t = 1; t < length; t++) Carry(late0, late1, t - 1, t, p, Together(events, t));
        for (var t = 0; t < length; t++)
        {
            var g = times.Before[events.Slots[t]];
            s0[t] += g * late0[t];
            for (var j = 0; j < p; j++) s1[(t * p) + j] += g * late1[(t * p) + j];
        }

        return linear;
    }

    /// <summary>Score and packed products of the rows with their weight sums.</summary>
    public static void Information(FinegrayRows rows, CensoringTimes times, double[] means, double[] eta, FinegrayTerms terms, Span<double> score, Span<double> products)
    {
        var p = means.Length;
        var x = new double[p];
        for (var i = 0; i < eta.Length; i++)
        {
            var w = StableMath.Exp(eta[i]) * Along(rows, times, i, terms.Hazard, terms.Weighted, 1, 0);
            var u = (rows.Data.Event[i] ? 1 : 0) - w;
            var next = 0;
            for (var j = 0; j < p; j++)
            {
                x[j] = rows.Data.Columns[j][i] - means[j];
                score[j] += u * x[j];
                for (var k = 0; k <= j; k++) products[next++] += w * x[j] * x[k];
            }
        }
    }

    /// <summary>Sums of score residuals and of their packed squares, rows of a patient together.</summary>
    public static void Residuals(FinegrayRows rows, CensoringTimes times, double[] means, double[] eta, FinegrayTerms terms, Span<double> score, Span<double> meat)
    {
        var p = means.Length;
        var residual = new double[p];
        foreach (var i in rows.Patients.Order)
        {
            var (_, _, last, _) = rows.Span(i, times.Events);
            if (rows.Patients.First[i]) Array.Clear(residual);
            double risk = StableMath.Exp(eta[i]), hazard = Along(rows, times, i, terms.Hazard, terms.Weighted, 1, 0);
            var next = 0;
            for (var j = 0; j < p; j++)
            {
                var x = rows.Data.Columns[j][i] - means[j];
                residual[j] += (rows.Data.Event[i] ? x - terms.EventMeans[((last - 1) * p) + j] : 0) - (risk * ((x * hazard) - Along(rows, times, i, terms.Means, terms.WeightedMeans, p, j)));
                if (!rows.Patients.Last[i]) continue;
                score[j] += residual[j];
                for (var k = 0; k <= j; k++) meat[next++] += residual[j] * residual[k];
            }
        }
    }

    /// <summary>A cumulated quantity over the event times at which the row is at risk, with its weights.</summary>
    private static double Along(FinegrayRows rows, CensoringTimes times, int i, double[] plain, double[] weighted, int width, int column)
    {
        var (from, entered, last, to) = rows.Span(i, times.Events);
        double At(double[] curve, int position) => position > from ? curve[((position - 1) * width) + column] : 0;
        var sum = At(plain, last) - At(plain, entered);
        if (!rows.Competing[i] || last == to) return sum;
        var later = At(weighted, to) - At(weighted, last);
        return sum + (later / times.Before[rows.Slot(i, times.Events.Cells)]);
    }

    private static bool Together(EventTimes events, int t) => events.Slots[t] / events.Cells == events.Slots[t - 1] / events.Cells;

    /// <summary>At risk from its last event time back to the first after its entry.</summary>
    private static void Observe(Span<double> s0, Span<double> s1, int entered, int last, EventTimes events, double risk, CoxSiteData data, double[] means, int row)
    {
        Add(s0, s1, last - 1, risk, data, means, row);
        if (entered > 0 && Together(events, entered)) Add(s0, s1, entered - 1, -risk, data, means, row);
    }

    private static void Add(Span<double> zero, Span<double> one, int at, double risk, CoxSiteData data, double[] means, int row)
    {
        zero[at] += risk;
        for (var j = 0; j < means.Length; j++) one[(at * means.Length) + j] += risk * (data.Columns[j][row] - means[j]);
    }

    private static void Carry(Span<double> zero, Span<double> one, int from, int to, int p, bool together)
    {
        if (!together) return;
        zero[to] += zero[from];
        for (var j = 0; j < p; j++) one[(to * p) + j] += one[(from * p) + j];
    }
}
