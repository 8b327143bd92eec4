namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>lambda (alpha |v b|_1 + (1 - alpha) / 2 |v b|_2^2 / ridge) on the coefficients b of the centred columns, intercept free.</summary>
/// <param name="Scales">v: standard deviation of a centred column, or its unit where nothing is standardised; 0 for the intercept; negative for a constant column.</param>
/// <param name="Alpha">Share of the absolute values.</param>
/// <param name="Ridge">What glmnet divides the squares by: the standard deviation of a gaussian response, else 1.</param>
internal sealed record Penalty(double[] Scales, double Alpha, double Ridge)
{
    public double[] First(double lambda)
    {
        var result = new double[Scales.Length];
        for (var j = 0; j < result.Length; j++) result[j] = Scales[j] < 0 ? double.PositiveInfinity : Scales[j] == 0 ? 0 : double.IsPositiveInfinity(lambda) ? lambda : lambda * Alpha * Scales[j];
        return result;
    }

    public double[] Second(double lambda)
    {
        var result = new double[Scales.Length];
        for (var j = 0; j < result.Length; j++) result[j] = Scales[j] <= 0 || double.IsPositiveInfinity(lambda) ? 0 : lambda * (1 - Alpha) * Scales[j] * Scales[j] / Ridge;
        return result;
    }

    public double Value(double lambda, double[] b)
    {
        double[] l1 = First(lambda), l2 = Second(lambda);
        var sum = 0.0;
        for (var j = 0; j < b.Length; j++)
        {
            if (b[j] != 0) sum += (l1[j] * Math.Abs(b[j])) + (l2[j] * b[j] * b[j] / 2);
        }

        return sum;
    }

    /// <summary>Largest violation of the optimality conditions of Karush, Kuhn and Tucker on standardised columns.</summary>
    /// <param name="lambda">Penalty.</param>
    /// <param name="b">Coefficients.</param>
    /// <param name="slope">Derivative of the mean log likelihood.</param>
    public double Residual(double lambda, double[] b, double[] slope)
    {
        double[] l1 = First(lambda), l2 = Second(lambda);
        var worst = 0.0;
        for (var j = 0; j < b.Length; j++)
        {
            if (double.IsPositiveInfinity(l1[j])) continue;
            var rest = slope[j] - (l2[j] * b[j]);
            var off = b[j] != 0 || l1[j] == 0 ? Math.Abs(rest - (l1[j] * Math.Sign(b[j]))) : Math.Max(0, Math.Abs(rest) - l1[j]);
            worst = Math.Max(worst, Scales[j] > 0 ? off / Scales[j] : off);
        }

        return worst;
    }

    /// <summary>The least lambda at which every coefficient is 0.</summary>
    public double Largest(double[] slope)
    {
        var largest = 0.0;
        for (var j = 0; j < slope.Length; j++)
        {
            if (Scales[j] > 0) largest = Math.Max(largest, Math.Abs(slope[j]) / Scales[j]);
        }

        return largest / Math.Max(Alpha, 1e-3);
    }
}
