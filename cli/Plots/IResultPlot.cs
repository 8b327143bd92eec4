namespace FedOnco.Cli.Plots;

/// <summary>A drawing of one result.</summary>
internal interface IResultPlot
{
    /// <summary>Pixels.</summary>
    (double Width, double Height) Size { get; }

    void Draw(IPlotSurface surface);
}
