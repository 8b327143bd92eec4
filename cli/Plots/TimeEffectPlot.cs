using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>Log hazard ratios over time, a panel a term: means of bins of time with intervals, against the constant estimate.</summary>
internal sealed class TimeEffectPlot : IResultPlot
{
    private const double Wide = 760;
    private const double Panel = 190;

    private readonly List<(string Term, int[] Rows)> _panels;
    private readonly PlotColumns _table;
    private readonly string _xLabel;

    public TimeEffectPlot(PlotColumns table, string xLabel)
    {
        _table = table;
        _xLabel = xLabel;
        var terms = table.Texts("term");
        _panels = [.. Enumerable.Range(0, table.Rows).GroupBy(i => terms[i]).Select(g => (g.Key, g.ToArray()))];
    }

    public (double Width, double Height) Size => (Wide, (_panels.Count * (Panel + 70)) + 20);

    public void Draw(IPlotSurface surface)
    {
        double[] from = _table.Numbers("from"), to = _table.Numbers("to"), b = _table.Numbers("estimate"), low = _table.Numbers("conf.low"), high = _table.Numbers("conf.high"), constant = _table.Numbers("constant");
        for (var p = 0; p < _panels.Count; p++)
        {
            var (term, rows) = _panels[p];
            var top = 30 + (p * (Panel + 70));
            double least = rows.Min(i => Math.Min(low[i], 0)), most = rows.Max(i => Math.Max(high[i], 0));
            var pad = 0.06 * Math.Max(most - least, 1e-9);
            (least, most) = (least - pad, most + pad);
            var frame = new PlotFrame(92, top, Wide - 24, top + Panel, (0, rows.Max(i => to[i]) * 1.02), (least, most));
            frame.Draw(surface, Ticks.Linear(0, frame.X.High), Ticks.Linear(least, most, 5), p == _panels.Count - 1 ? _xLabel : "", "Log hazard ratio");
            surface.Text(frame.Left, top - 10, term, 13, TextAnchor.Start, PlotFrame.Ink);
            surface.Line(frame.Left, frame.AtY(0), frame.Right, frame.AtY(0), PlotFrame.Faint);
            surface.Line(frame.Left, frame.AtY(constant[rows[0]]), frame.Right, frame.AtY(constant[rows[0]]), PlotFrame.Colours[1], 1.2, dashed: true);
            foreach (var i in rows)
            {
                surface.Area([(frame.AtX(from[i]), frame.AtY(low[i])), (frame.AtX(to[i]), frame.AtY(low[i])), (frame.AtX(to[i]), frame.AtY(high[i])), (frame.AtX(from[i]), frame.AtY(high[i]))], PlotFrame.Colours[0], 0.15);
                surface.Line(frame.AtX(from[i]), frame.AtY(b[i]), frame.AtX(to[i]), frame.AtY(b[i]), PlotFrame.Colours[0], 2);
            }
        }
    }
}
