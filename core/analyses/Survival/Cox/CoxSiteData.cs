using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>A site's complete cases for a Cox model.</summary>
internal sealed class CoxSiteData
{
    public required double[][] Columns { get; init; }

    /// <summary>Lattice index of the end of follow-up.</summary>
    public required int[] Stop { get; init; }

    /// <summary>Lattice index of the entry, or null; at risk strictly after it.</summary>
    public required int[]? Start { get; init; }

    public required bool[] Event { get; init; }

    public required double[]? Offset { get; init; }

    /// <summary>Null where every row counts as one.</summary>
    public required double[]? Weights { get; init; }

    public required int OffLattice { get; init; }

    public int Rows => Stop.Length;

    public double Weight(int row) => Weights is null ? 1 : Weights[row];

    public static CoxSiteData Of(CoxQuestion question, ModelFrame frame, SiteRun run) => run.Derived("cox", () =>
    {
        var site = SiteFrame.Of(frame.Variables, run);
        var off = 0;
        var grid = question.Response.Lattice;
        var stop = Array.ConvertAll(site.Values(question.Response.Stop), v => Index(grid.IndexOf(v), ref off));
        return new CoxSiteData
        {
            Columns = Scaled(Design.Of(frame, run)),
            Stop = stop,
            Start = question.Response.Start is { } start ? [.. site.Values(start).Select((v, i) => Index(grid.EntryOf(v, stop[i]), ref off))] : null,
            Event = Array.ConvertAll(site.Values(question.Response.Event), v => v != 0),
            Weights = question.Weights is { } weights ? site.Values(weights) : null,
            Offset = frame.Variables.Terms.Offsets.Count > 0 ? Design.Offset(frame.Variables, site) : null,
            OffLattice = off,
        };
    });

    private static double[][] Scaled(Design design)
    {
        var scaled = new double[design.Columns.Length][];
        Parallel.For(0, scaled.Length, c => scaled[c] = design.Columns[c].ToArray());
        return scaled;
    }

    private static int Index(double index, ref int off)
    {
        if (!double.IsNaN(index)) return (int)index;
        off++;
        return 0;
    }

    /// <summary>Risk of each row, as a part of the highest; case weights are not in it: they are a column, and judged as one.</summary>
    public double[] Risks(double[] means, double[] coefficients)
    {
        var eta = Predictor(means, coefficients);
        var most = eta.Length == 0 ? 0 : eta.Max();
        for (var i = 0; i < eta.Length; i++) eta[i] = StableMath.Exp(eta[i] - most);
        return eta;
    }

    /// <summary>x' b (+ offset) of every row on the centred columns.</summary>
    public double[] Predictor(double[] means, double[] coefficients)
    {
        var eta = new double[Rows];
        Offset?.CopyTo(eta, 0);
        for (var j = 0; j < Columns.Length; j++)
        {
            double b = coefficients[j], mean = means[j];
            var column = Columns[j];
            for (var i = 0; i < eta.Length; i++) eta[i] += (column[i] - mean) * b;
        }

        return eta;
    }
}
