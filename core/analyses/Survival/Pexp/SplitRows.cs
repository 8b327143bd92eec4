using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Pexp;

/// <summary>A row for each patient and interval in which the patient is at risk; an event on a break belongs to the interval that it ends.</summary>
internal sealed class SplitRows : IColumnSource
{
    private readonly SiteRun _run;
    private readonly List<int> _row = [];
    private readonly List<double> _interval = [];
    private readonly List<double> _event = [];
    private readonly List<double> _logTime = [];

    public SplitRows(SiteRun run, SurvivalResponse response, IReadOnlyList<double> breaks)
    {
        _run = run;
        ReadOnlySpan<double> stop = response.Stop.Evaluate(run).Span, status = response.Event.Evaluate(run).Span;
        var start = response.Start is { } entry ? entry.Evaluate(run).Span : default;
        for (var i = 0; i < stop.Length; i++)
        {
            var from = start.IsEmpty ? 0 : start[i];
            if (double.IsNaN(stop[i]) || double.IsNaN(status[i]) || double.IsNaN(from)) continue;
            for (var k = 0; k <= breaks.Count; k++)
            {
                double low = Math.Max(from, k == 0 ? double.NegativeInfinity : breaks[k - 1]), high = k == breaks.Count ? stop[i] : Math.Min(stop[i], breaks[k]);
                if (high <= low) continue;
                _row.Add(i);
                _interval.Add(k);
                _event.Add(status[i] != 0 && high == stop[i] ? 1 : 0);
                _logTime.Add(Numerics.StableMath.Log(high - low));
            }
        }
    }

    public int Rows => _row.Count;

    public ReadOnlyMemory<double> Column(string name) => name switch
    {
        PexpQuestion.Interval => _interval.ToArray(),
        PexpQuestion.Happened => _event.ToArray(),
        PexpQuestion.LogTime => _logTime.ToArray(),
        _ => Repeated(_run.Column(name).Span),
    };

    private double[] Repeated(ReadOnlySpan<double> values)
    {
        var result = new double[_row.Count];
        for (var i = 0; i < result.Length; i++) result[i] = values[_row[i]];
        return result;
    }
}
