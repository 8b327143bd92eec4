namespace FedOnco.Analyses.Regression;

/// <summary>The sandwich: A^-1 M A^-1.</summary>
internal static class SandwichVariance
{
    public static double[] Of(double[] inverse, double[] meat, int size)
    {
        double[] half = new double[size * size], result = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) half[(i * size) + j] += inverse[(i * size) + k] * meat[(k * size) + j];
            }
        }

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) result[(i * size) + j] += half[(i * size) + k] * inverse[(k * size) + j];
            }
        }

        return result;
    }

    /// <summary>What the variance is multiplied by: n / (n - k) for HC1, G / (G - 1) for clusters, with (n - 1) / (n - k) for linear models.</summary>
    public static double Factor(Protos.RobustVariance kind, double n, double rank, double clusters, bool linear) => kind switch
    {
        Protos.RobustVariance.Hc1 => n / (n - rank),
        Protos.RobustVariance.Cluster => clusters / (clusters - 1) * (linear ? (n - 1) / (n - rank) : 1),
        _ => 1,
    };
}
