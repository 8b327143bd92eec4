using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Frames;

/// <summary>A site's design matrix on its complete cases: columns (x - centre) / half range, so every entry lies in [-1, 1].</summary>
public sealed class Design
{
    private Design(int rows, double[][] columns)
    {
        Rows = rows;
        Columns = columns;
    }

    public int Rows { get; }

    /// <summary>One array of <see cref="Rows"/> scaled values a column.</summary>
    public double[][] Columns { get; }

    /// <summary>The design of a run, computed once.</summary>
    public static Design Of(ModelFrame frame, SiteRun run) => run.Derived("design", () =>
    {
        var site = SiteFrame.Of(frame.Variables, run);
        return new Design(site.Rows, [.. frame.Columns.Select(c => Scaled(c, site))]);
    });

    /// <summary>Sum of the offsets of every row.</summary>
    public static double[] Offset(FrameVariables variables, SiteFrame site)
    {
        var sum = new double[site.Rows];
        foreach (var offset in variables.Terms.Offsets)
        {
            var values = site.Values(offset);
            for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
        }

        return sum;
    }

    private static double[] Scaled(DesignColumn column, SiteFrame site)
    {
        var result = new double[site.Rows];
        Array.Fill(result, 1);
        foreach (var part in column.Parts)
        {
            var values = site.Values(part.Column);
            for (var i = 0; i < result.Length; i++) result[i] *= part.Level < 0 ? values[i] : values[i] == part.Level ? 1 : 0;
        }

        for (var i = 0; i < result.Length; i++) result[i] = (result[i] - column.Centre) / column.HalfRange;
        return result;
    }
}
