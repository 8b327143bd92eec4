using System.Globalization;
using System.Net;
using System.Text;

namespace FedOnco.Cli.Plots;

/// <summary>Writes SVG: text stays text, so that it can be searched and edited.</summary>
internal sealed class SvgSurface(double width, double height) : IPlotSurface
{
    private readonly StringBuilder _body = new();

    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, bool dashed = false) =>
        _body.Append(Inv($"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"{(dashed ? " stroke-dasharray=\"4 3\"" : "")}/>\n"));

    public void Path(IReadOnlyList<(double X, double Y)> points, string colour, double width) =>
        _body.Append(Inv($"<polyline points=\"{Points(points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\" stroke-linejoin=\"round\"/>\n"));

    public void Area(IReadOnlyList<(double X, double Y)> points, string colour, double opacity) =>
        _body.Append(Inv($"<polygon points=\"{Points(points)}\" fill=\"{colour}\" fill-opacity=\"{opacity:0.##}\"/>\n"));

    public void Circle(double x, double y, double radius, string colour, bool filled) =>
        _body.Append(Inv($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{(filled ? colour : "#ffffff")}\" stroke=\"{colour}\" stroke-width=\"1.2\"/>\n"));

    public void Text(double x, double y, string text, double size, TextAnchor anchor = TextAnchor.Start, string colour = "#000000", bool upwards = false) =>
        _body.Append(Inv($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" text-anchor=\"{anchor.ToString().ToLowerInvariant()}\" fill=\"{colour}\"{(upwards ? Inv($" transform=\"rotate(-90 {x:0.##} {y:0.##})\"") : "")}>{WebUtility.HtmlEncode(text)}</text>\n"));

    public override string ToString() =>
        Inv($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"{PlotFont.Family}, Verdana, sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{_body}</svg>\n");

    private static string Points(IReadOnlyList<(double X, double Y)> points) => string.Join(' ', points.Select(p => Inv($"{p.X:0.##},{p.Y:0.##}")));

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
