using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>Curves over time with confidence bands, a legend and, where known, the numbers at risk below.</summary>
internal sealed class CurvesPlot : IResultPlot
{
    private const double Wide = 760;
    private const double Plotted = 330;
    private const double RowHeight = 17;

    private readonly IReadOnlyList<PlottedCurve> _curves;
    private readonly string _yLabel;
    private readonly string _xLabel;
    private readonly double _start;
    private readonly bool _grouped;
    private readonly bool _sparse;
    private readonly List<string> _remarks = [];
    private readonly List<(string Label, PlottedCurve Curve, string Colour)> _risks;
    private readonly double _left;

    /// <param name="curves">One a group (and state).</param>
    /// <param name="labels">Of the two axes.</param>
    /// <param name="start">Value at time 0: 1 for survival, 0 for incidence.</param>
    /// <param name="grouped">Times are months: straight lines between their ends, labelled so.</param>
    /// <param name="sparse">Only times that were asked for: drawn as points.</param>
    public CurvesPlot(IReadOnlyList<PlottedCurve> curves, (string X, string Y) labels, double start, bool grouped, bool sparse)
    {
        _curves = curves;
        (_xLabel, _yLabel) = labels;
        _start = start;
        _grouped = grouped;
        _sparse = sparse;
        _risks = RisksOf(curves);
        if (grouped) _remarks.Add("Times are grouped by month (actuarial estimate).");
        if (curves.Any(c => c.IsCut)) _remarks.Add("Open circles: beyond, too few patients are at risk to be shown.");
        if (HasTicks && curves.Any(c => c.Censored.Any(n => n > 0)) && !sparse) _remarks.Add("Ticks: censored.");
        _left = Math.Max(90, HasRisk ? curves.Max(c => PlotFont.Width(c.Label, PlotFrame.TextSize)) + 46 : 0);
    }

    public (double Width, double Height) Size => (Wide, 20 + Plotted + 60 + (HasRisk ? 26 + (RowHeight * _risks.Count) : 0) + (16 * _remarks.Count) + 8);

    /// <summary>Every state's curve would repeat the marks of its group: incidence has none.</summary>
    private bool HasTicks => _start > 0;

    private bool HasRisk => !_sparse && _curves.All(c => c.Risk.Length > 0);

    public void Draw(IPlotSurface surface)
    {
        var end = _curves.SelectMany(c => c.Times.Where((_, i) => !double.IsNaN(c.Values[i]))).DefaultIfEmpty(1).Max();
        var top = _start > 0 ? 1 : Ceiling(_curves.SelectMany(c => c.High.Concat(c.Values)).Where(double.IsFinite).DefaultIfEmpty(1).Max());
        var frame = new PlotFrame(_left, 20, Wide - 24, 20 + Plotted, (0, end * 1.02), (0, top));
        var ticks = Ticks.Linear(0, end * 1.02);
        frame.Draw(surface, ticks, Ticks.Linear(0, top, 5), _xLabel, _yLabel);
        for (var i = 0; i < _curves.Count; i++) DrawCurve(surface, frame, _curves[i], Colour(i));
        Legend(surface, frame);
        var y = frame.Bottom + 60;
        if (HasRisk) y = RiskTable(surface, frame, ticks, y);
        foreach (var remark in _remarks)
        {
            surface.Text(frame.Left, y + 6, remark, 11, TextAnchor.Start, "#555555");
            y += 16;
        }
    }

    /// <summary>A row a group where its curves have the same numbers at risk, else a row a curve.</summary>
    private static List<(string Label, PlottedCurve Curve, string Colour)> RisksOf(IReadOnlyList<PlottedCurve> curves)
    {
        var groups = curves.GroupBy(c => c.Group).ToList();
        var shared = groups.Count < curves.Count && groups.All(g => g.All(c => c.Risk.AsSpan().SequenceEqual(g.First().Risk)));
        return shared ? [.. groups.Select(g => (g.Key, g.First(), PlotFrame.Ink))] : [.. curves.Select((c, i) => (c.Label, c, Colour(i)))];
    }

    private static double Ceiling(double value) => Math.Min(1, Math.Ceiling(value * 10) / 10);

    private static string Colour(int i) => PlotFrame.Colours[i % PlotFrame.Colours.Count];

    private void DrawCurve(IPlotSurface surface, PlotFrame frame, PlottedCurve curve, string colour)
    {
        if (curve.Last < 0) return;
        if (_sparse)
        {
            for (var i = 0; i <= curve.Last; i++)
            {
                if (double.IsNaN(curve.Values[i])) continue;
                if (double.IsFinite(curve.Low[i])) surface.Line(frame.AtX(curve.Times[i]), frame.AtY(curve.Low[i]), frame.AtX(curve.Times[i]), frame.AtY(curve.High[i]), colour, 1.2);
                surface.Circle(frame.AtX(curve.Times[i]), frame.AtY(curve.Values[i]), 3.5, colour, true);
            }

            return;
        }

        var high = curve.Corners(frame, curve.High, _start, !_grouped);
        var low = curve.Corners(frame, curve.Low, _start, !_grouped);
        low.Reverse();
        surface.Area([.. high, .. low], colour, 0.15);
        surface.Path(curve.Corners(frame, curve.Values, _start, !_grouped), colour, 1.8);
        for (var i = 0; i <= curve.Last; i++)
        {
            if (HasTicks && curve.Censored.Length > 0 && curve.Censored[i] > 0) surface.Line(frame.AtX(curve.Times[i]), frame.AtY(curve.Values[i]) - 4, frame.AtX(curve.Times[i]), frame.AtY(curve.Values[i]) + 4, colour, 0.8);
        }

        if (curve.IsCut) surface.Circle(frame.AtX(curve.Times[curve.Last]), frame.AtY(curve.Values[curve.Last]), 3.5, colour, false);
    }

    private void Legend(IPlotSurface surface, PlotFrame frame)
    {
        if (_curves.Count < 2 && _curves.All(c => c.Label is "" or "All")) return;
        var widest = _curves.Max(c => PlotFont.Width(c.Label, PlotFrame.TextSize));
        // Survival leaves the upper right free, incidence the upper left.
        var x = _start > 0 ? frame.Right - widest - 30 : frame.Left + 14;
        for (var i = 0; i < _curves.Count; i++)
        {
            var y = frame.Top + 10 + (RowHeight * i);
            surface.Line(x, y - 4, x + 20, y - 4, Colour(i), 2.4);
            surface.Text(x + 26, y, _curves[i].Label, PlotFrame.TextSize, TextAnchor.Start, PlotFrame.Ink);
        }
    }

    private double RiskTable(IPlotSurface surface, PlotFrame frame, double[] ticks, double y)
    {
        surface.Text(14, y, "Number at risk", PlotFrame.TextSize, TextAnchor.Start, PlotFrame.Ink);
        foreach (var (label, curve, colour) in _risks)
        {
            y += RowHeight;
            surface.Text(14, y, label, PlotFrame.TextSize, TextAnchor.Start, colour);
            foreach (var tick in ticks)
            {
                var risk = curve.RiskAt(tick, _grouped);
                surface.Text(frame.AtX(tick), y, double.IsNaN(risk) ? "–" : NumberText.Of(Math.Round(risk, 1)), PlotFrame.TextSize, TextAnchor.Middle, PlotFrame.Ink);
            }
        }

        return y + 20;
    }
}
