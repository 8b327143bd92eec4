using SkiaSharp;

namespace FedOnco.Cli.Plots;

/// <summary>DejaVu Sans, embedded: a machine without fonts draws no text otherwise.</summary>
internal static class PlotFont
{
    public const string Family = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Loaded = new(Load);

    public static SKTypeface Typeface => Loaded.Value;

    /// <summary>Width of a text in pixels.</summary>
    public static double Width(string text, double size)
    {
        using var font = new SKFont(Typeface, (float)size);
        return font.MeasureText(text);
    }

    private static SKTypeface Load()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream("FedOnco.Cli.Plots.Fonts.DejaVuSans.ttf") ?? throw new InvalidOperationException("the font is a resource of this assembly");
        return SKTypeface.FromStream(stream);
    }
}
