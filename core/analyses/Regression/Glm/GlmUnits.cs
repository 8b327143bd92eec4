using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>
/// Powers of two that sums are multiplied by before they are added, so that fixed point keeps their digits whatever unit the outcome is
/// in: where the predictor sets no bound the layout has room for very heavy rows and few fractional bits for light ones.
/// </summary>
/// <param name="Weight">Of information: about 1 over the working weight of a row at the pooled mean.</param>
/// <param name="Score">Of score and working response: the same over the size of the linear predictor there, which is the outcome's with links that are no logarithm.</param>
/// <param name="Deviance">Of deviance and Pearson's statistic: about 1 over the square of an outcome below 1; only normal errors have a unit.</param>
internal sealed record GlmUnits(double Weight, double Score, double Deviance)
{
    public static readonly GlmUnits One = new(1, 1, 1);

    /// <param name="family">Family and link.</param>
    /// <param name="mean">Pooled weighted mean of the outcome.</param>
    /// <param name="bound">Largest magnitude of the outcome by the dictionary.</param>
    public static GlmUnits Of(GlmFamily family, double mean, double bound)
    {
        // A bounded row has a layout made for it.
        var isBounded = !double.IsInfinity(family.Bounds(0, 1).Weight);
        var typical = isBounded ? bound : Math.Abs(mean);
        var deviance = family is GaussianFamily && typical is > 0 and < 1 ? PowerOfTwo(typical * typical) : 1;
        if (isBounded || !family.IsPossible(mean) || mean == 0) return new GlmUnits(1, 1, deviance);
        var predictor = family.Link.Of(mean);
        var slope = family.Link.Slope(predictor);
        var weight = PowerOfTwo(slope * slope / family.Variance(mean, 1 - mean));
        return new GlmUnits(weight, family.Link is LogLink ? weight : weight * PowerOfTwo(Math.Abs(predictor)), deviance);
    }

    /// <summary>A total of a step in the units of the call.</summary>
    public Total Read(Total total)
    {
        if (this == One) return total;
        var values = total.Values.ToArray();
        var start = 0;
        foreach (var block in total.Layout.Blocks)
        {
            var unit = UnitOf(block.Name);
            foreach (ref var value in values.AsSpan(start, (int)block.Length)) value /= unit;
            start += (int)block.Length;
        }

        return new Total(total.Layout, values);
    }

    /// <summary>Part of what a step is, where it is not 1.</summary>
    public void Write(CanonicalWriter writer)
    {
        if (this == One) return;
        writer.Number(Weight);
        writer.Number(Score);
        writer.Number(Deviance);
    }

    private double UnitOf(string block) => block switch
    {
        "products" or "information" => Weight,
        "response" or "score" => Score,
        "deviance" or "pearson" => Deviance,
        _ => 1,
    };

    /// <summary>The power of two next to 1 / size.</summary>
    private static double PowerOfTwo(double size) => size > 0 && double.IsFinite(size) ? Math.ScaleB(1, -Math.ILogB(size)) : 1;
}
