using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>Writes the plot of an answer; the ending of the file's name decides the format.</summary>
internal static class PlotFile
{
    /// <exception cref="FedOncoException">WrongFile for another ending than .svg and .png: asked before anything is sent.</exception>
    public static void RequireFormat(string file)
    {
        if (Path.GetExtension(file).ToLowerInvariant() is not (".svg" or ".png"))
            throw new FedOncoException(ErrorReason.WrongFile, $"--plot {file}: the name ends in .svg or .png.");
    }

    /// <exception cref="FedOncoException">WrongFile where the answer has no plot or the file cannot be written.</exception>
    public static void Write(string file, Run run)
    {
        RequireFormat(file);
        var plot = ResultPlots.Of(run) ?? throw new FedOncoException(ErrorReason.WrongFile, "--plot: there is no plot of such an answer. survfit, cuminc, models and cox.zph(.., bins =) have one.");
        try
        {
            if (Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase)) File.WriteAllText(file, Svg(plot));
            else File.WriteAllBytes(file, Png(plot));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"--plot {file}: the file cannot be written. Check folder and permissions.");
        }
    }

    public static string Svg(IResultPlot plot)
    {
        var surface = new SvgSurface(plot.Size.Width, plot.Size.Height);
        plot.Draw(surface);
        return surface.ToString();
    }

    public static byte[] Png(IResultPlot plot)
    {
        using var surface = new PngSurface(plot.Size.Width, plot.Size.Height);
        plot.Draw(surface);
        return surface.Encode();
    }
}
