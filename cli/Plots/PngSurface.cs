using SkiaSharp;

namespace FedOnco.Cli.Plots;

/// <summary>Draws pixels, three to a unit: 300 dots an inch at the width of a journal's column and a half.</summary>
internal sealed class PngSurface : IPlotSurface, IDisposable
{
    private const float Scale = 3;

    private readonly SKSurface _surface;

    public PngSurface(double width, double height)
    {
        _surface = SKSurface.Create(new SKImageInfo((int)(width * Scale), (int)(height * Scale)));
        _surface.Canvas.Clear(SKColors.White);
        _surface.Canvas.Scale(Scale);
    }

    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, bool dashed = false)
    {
        using var paint = Stroke(colour, width);
        using var dashes = dashed ? SKPathEffect.CreateDash([4, 3], 0) : null;
        paint.PathEffect = dashes;
        _surface.Canvas.DrawLine((float)x1, (float)y1, (float)x2, (float)y2, paint);
    }

    public void Path(IReadOnlyList<(double X, double Y)> points, string colour, double width)
    {
        using var paint = Stroke(colour, width);
        for (var i = 1; i < points.Count; i++)
            _surface.Canvas.DrawLine((float)points[i - 1].X, (float)points[i - 1].Y, (float)points[i].X, (float)points[i].Y, paint);
    }

    public void Area(IReadOnlyList<(double X, double Y)> points, string colour, double opacity)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(colour).WithAlpha((byte)(255 * opacity)), IsAntialias = true };
        using var path = new SKPath();
        path.AddPoly([.. points.Select(p => new SKPoint((float)p.X, (float)p.Y))], true);
        _surface.Canvas.DrawPath(path, paint);
    }

    public void Circle(double x, double y, double radius, string colour, bool filled)
    {
        using var inside = new SKPaint { Color = filled ? SKColor.Parse(colour) : SKColors.White, IsAntialias = true };
        using var outline = Stroke(colour, 1.2);
        _surface.Canvas.DrawCircle((float)x, (float)y, (float)radius, inside);
        _surface.Canvas.DrawCircle((float)x, (float)y, (float)radius, outline);
    }

    public void Text(double x, double y, string text, double size, TextAnchor anchor = TextAnchor.Start, string colour = "#000000", bool upwards = false)
    {
        using var font = new SKFont(PlotFont.Typeface, (float)size) { Subpixel = true };
        using var paint = new SKPaint { Color = SKColor.Parse(colour), IsAntialias = true };
        var align = anchor switch { TextAnchor.Middle => SKTextAlign.Center, TextAnchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
        _surface.Canvas.Save();
        _surface.Canvas.Translate((float)x, (float)y);
        if (upwards) _surface.Canvas.RotateDegrees(-90);
        _surface.Canvas.DrawText(text, 0, 0, align, font, paint);
        _surface.Canvas.Restore();
    }

    public byte[] Encode()
    {
        using var image = _surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose() => _surface.Dispose();

    private static SKPaint Stroke(string colour, double width) => new()
    {
        Color = SKColor.Parse(colour),
        StrokeWidth = (float)width,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        IsAntialias = true,
    };
}
