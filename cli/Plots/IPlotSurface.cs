namespace FedOnco.Cli.Plots;

/// <summary>What a plot is drawn on: lengths in pixels from the top left, colours as "#rrggbb".</summary>
internal interface IPlotSurface
{
    void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, bool dashed = false);

    void Path(IReadOnlyList<(double X, double Y)> points, string colour, double width);

    /// <summary>A filled shape without an outline.</summary>
    void Area(IReadOnlyList<(double X, double Y)> points, string colour, double opacity);

    void Circle(double x, double y, double radius, string colour, bool filled);

    /// <param name="x">Left end, middle or right end of the text, by its anchor.</param>
    /// <param name="y">Base line.</param>
    void Text(double x, double y, string text, double size, TextAnchor anchor = TextAnchor.Start, string colour = "#000000", bool upwards = false);
}
