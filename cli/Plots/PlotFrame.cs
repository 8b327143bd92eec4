using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>The rectangle of a plot with its two axes.</summary>
/// <param name="Left">Pixels; Top, Right, Bottom likewise.</param>
/// <param name="X">Range of the horizontal axis.</param>
/// <param name="Y">Range of the vertical axis.</param>
internal sealed record PlotFrame(double Left, double Top, double Right, double Bottom, (double Low, double High) X, (double Low, double High) Y)
{
    public const double TextSize = 12;
    public const string Ink = "#222222";
    public const string Faint = "#999999";

    /// <summary>Colours that readers with any colour vision tell apart (Okabe and Ito 2008).</summary>
    public static readonly IReadOnlyList<string> Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444"];

    public double AtX(double value) => Left + ((value - X.Low) / (X.High - X.Low) * (Right - Left));

    public double AtY(double value) => Bottom - ((value - Y.Low) / (Y.High - Y.Low) * (Bottom - Top));

    public void Draw(IPlotSurface surface, double[] xTicks, double[] yTicks, string xLabel, string yLabel)
    {
        surface.Line(Left, Bottom, Right, Bottom, Ink);
        surface.Line(Left, Top, Left, Bottom, Ink);
        foreach (var tick in xTicks)
        {
            surface.Line(AtX(tick), Bottom, AtX(tick), Bottom + 5, Ink);
            surface.Text(AtX(tick), Bottom + 19, NumberText.Of(tick), TextSize, TextAnchor.Middle, Ink);
        }

        foreach (var tick in yTicks)
        {
            surface.Line(Left - 5, AtY(tick), Left, AtY(tick), Ink);
            surface.Text(Left - 9, AtY(tick) + 4, NumberText.Of(tick), TextSize, TextAnchor.End, Ink);
        }

        surface.Text((Left + Right) / 2, Bottom + 38, xLabel, TextSize, TextAnchor.Middle, Ink);
        surface.Text(Left - 58, (Top + Bottom) / 2, yLabel, TextSize, TextAnchor.Middle, Ink, upwards: true);
    }
}
