using System.Globalization;
using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>Estimates with intervals, a line each, names at the left and numbers at the right; ratios on a logarithmic axis.</summary>
internal sealed class ForestPlot : IResultPlot
{
    private const double Wide = 800;
    private const double RowHeight = 24;
    private const double Top = 44;

    private readonly IReadOnlyList<ForestRow> _rows;
    private readonly string _measure;
    private readonly bool _ratio;
    private readonly double _left;

    /// <param name="rows">From top to bottom; ratios as ratios.</param>
    /// <param name="measure">"Hazard ratio", "Estimate", ...</param>
    /// <param name="ratio">Whether 1 is no effect, and the axis logarithmic.</param>
    public ForestPlot(IReadOnlyList<ForestRow> rows, string measure, bool ratio)
    {
        _rows = rows;
        _measure = measure;
        _ratio = ratio;
        _left = 30 + rows.Max(r => PlotFont.Width(r.Label, PlotFrame.TextSize) + (r.Indented ? 14 : 0));
    }

    public (double Width, double Height) Size => (Wide, Top + (RowHeight * _rows.Count) + 62);

    public void Draw(IPlotSurface surface)
    {
        var right = Wide - 230;
        var bottom = Top + (RowHeight * _rows.Count);
        var (low, high) = Range();
        var frame = new PlotFrame(_left, Top, right, bottom, (Scale(low), Scale(high)), (0, 1));
        Heading(surface, right);
        var none = frame.AtX(Scale(_ratio ? 1 : 0));
        surface.Line(none, Top - 4, none, bottom, PlotFrame.Faint, 1, dashed: true);
        for (var i = 0; i < _rows.Count; i++) Row(surface, frame, _rows[i], Top + (RowHeight * (i + 0.5)), right);
        surface.Line(frame.Left, bottom, frame.Right, bottom, PlotFrame.Ink);
        foreach (var tick in _ratio ? Ticks.Logarithmic(low, high) : Ticks.Linear(low, high, 6))
        {
            surface.Line(frame.AtX(Scale(tick)), bottom, frame.AtX(Scale(tick)), bottom + 5, PlotFrame.Ink);
            surface.Text(frame.AtX(Scale(tick)), bottom + 19, NumberText.Of(tick), PlotFrame.TextSize, TextAnchor.Middle, PlotFrame.Ink);
        }

        surface.Text((frame.Left + frame.Right) / 2, bottom + 40, _measure + (_ratio ? " (logarithmic)" : ""), PlotFrame.TextSize, TextAnchor.Middle, PlotFrame.Ink);
    }

    private void Heading(IPlotSurface surface, double right)
    {
        surface.Text(right + 16, Top - 14, $"{_measure} (95% CI)", PlotFrame.TextSize, TextAnchor.Start, PlotFrame.Ink);
        surface.Text(Wide - 14, Top - 14, "p", PlotFrame.TextSize, TextAnchor.End, PlotFrame.Ink);
        surface.Line(14, Top - 6, Wide - 14, Top - 6, PlotFrame.Faint, 0.8);
    }

    private void Row(IPlotSurface surface, PlotFrame frame, ForestRow row, double y, double right)
    {
        surface.Text(row.Indented ? 28 : 14, y + 4, row.Label, PlotFrame.TextSize, TextAnchor.Start, PlotFrame.Ink);
        if (!double.IsNaN(row.P)) surface.Text(Wide - 14, y + 4, PText(row.P), PlotFrame.TextSize, TextAnchor.End, PlotFrame.Ink);
        if (double.IsNaN(row.Estimate)) return;
        double low = Math.Max(frame.AtX(Scale(row.Low)), frame.Left), high = Math.Min(frame.AtX(Scale(row.High)), frame.Right), at = frame.AtX(Scale(row.Estimate));
        surface.Line(low, y, high, y, PlotFrame.Colours[0], 1.6);
        surface.Area([(at - 4, y - 4), (at + 4, y - 4), (at + 4, y + 4), (at - 4, y + 4)], PlotFrame.Colours[0], 1);
        surface.Text(right + 16, y + 4, $"{Text(row.Estimate)} ({Text(row.Low)} to {Text(row.High)})", PlotFrame.TextSize, TextAnchor.Start, PlotFrame.Ink);
    }

    /// <summary>All estimates, and limits as far as four times the spread of the estimates.</summary>
    private (double Low, double High) Range()
    {
        var shown = _rows.Where(r => double.IsFinite(r.Estimate)).ToList();
        if (shown.Count == 0) return _ratio ? (0.5, 2) : (-1, 1);
        double none = Scale(_ratio ? 1 : 0), low = Math.Min(none, shown.Min(r => Scale(r.Low))), high = Math.Max(none, shown.Max(r => Scale(r.High)));
        var pad = 0.05 * Math.Max(high - low, 1e-3);
        return _ratio ? (Math.Exp(low - pad), Math.Exp(high + pad)) : (low - pad, high + pad);
    }

    private double Scale(double value) => _ratio ? Math.Log(Math.Max(value, 1e-6)) : value;

    private static string Text(double value) => Math.Abs(value) is >= 0.005 and < 1000 ? value.ToString("0.00", CultureInfo.InvariantCulture) : value.ToString("0.##E+0", CultureInfo.InvariantCulture);

    private static string PText(double p) => p < 0.001 ? "<0.001" : p.ToString(p < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);
}
