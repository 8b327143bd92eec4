using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Regression;

/// <summary>
/// Coefficients live on columns (x - centre) / half range - mean, where the mean is that of the pooled scaled column (0 without
/// an intercept); this maps them back to the columns of the call.
/// </summary>
/// <param name="Frame">Columns with their centre and half range.</param>
/// <param name="Means">Pooled means of the scaled columns.</param>
public sealed record CentredDesign(ModelFrame Frame, double[] Means)
{
    /// <summary>
    /// Size x size, upper triangular, row-major: coefficients live on these combinations of the centred columns (the intercept
    /// first) where the columns themselves are nearly dependent; null where they are not.
    /// </summary>
    public double[]? Basis { get; init; }

    /// <summary>Largest magnitude of any column that coefficients live on.</summary>
    public double Reach
    {
        get
        {
            var most = 2.0;
            for (var k = 0; k < Size; k++) most = Math.Max(most, ReachOf(k));
            return most;
        }
    }

    public bool Intercept => Frame.Intercept;

    /// <summary>Coefficients with the intercept first, where there is one.</summary>
    public int Size => Means.Length + (Intercept ? 1 : 0);

    /// <summary>Names of the coefficients.</summary>
    public IReadOnlyList<string> Terms => [.. Intercept ? ["(Intercept)"] : Array.Empty<string>(), .. Frame.Columns.Select(c => c.Name)];

    /// <summary>Means of the columns in the units of the call; empty without an intercept, where they are not known.</summary>
    public IReadOnlyList<double> RawMeans => Intercept ? [.. Means.Select((_, j) => Shift(j))] : [];

    /// <summary>What is subtracted from a raw column: centre + half range * mean.</summary>
    private double Shift(int j) => Frame.Columns[j].Centre + (Frame.Columns[j].HalfRange * Means[j]);

    /// <summary>Largest magnitude of the linear predictor at these coefficients.</summary>
    public double PredictorBound(ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var k = 0; k < coefficients.Length; k++) sum += ReachOf(k) * Math.Abs(coefficients[k]);
        return sum;
    }

    /// <summary>A centred column lies in [-2, 2].</summary>
    private double ReachOf(int k)
    {
        if (Basis is null) return 2;
        var sum = 0.0;
        for (var j = 0; j <= k; j++) sum += 2 * Math.Abs(Basis[(j * Size) + k]);
        return sum;
    }

    /// <summary>
    /// The linear map from coefficients on the centred columns to those of the call, size x size row-major. Without an
    /// intercept the columns are only divided by their half range.
    /// </summary>
    public double[] Map()
    {
        var size = Size;
        var map = new double[size * size];
        var first = Intercept ? 1 : 0;
        if (Intercept) map[0] = 1;
        for (var j = 0; j < Means.Length; j++)
        {
            map[((j + first) * size) + j + first] = 1 / Frame.Columns[j].HalfRange;
            if (Intercept) map[j + first] = -Shift(j) / Frame.Columns[j].HalfRange;
        }

        return Basis is { } basis ? Product(map, basis) : map;
    }

    private double[] Product(double[] map, double[] basis)
    {
        var size = Size;
        var result = new double[map.Length];
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < size; k++)
            {
                for (var j = 0; j <= k; j++) result[(i * size) + k] += map[(i * size) + j] * basis[(j * size) + k];
            }
        }

        return result;
    }

    /// <summary>Coefficients of the call.</summary>
    public double[] Coefficients(double[] centred)
    {
        var map = Map();
        var result = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++) result[i] += map[(i * Size) + j] * centred[j];
        }

        return result;
    }

    /// <summary>Covariance matrix of the coefficients of the call: M V M'.</summary>
    public double[] Covariance(double[] centred)
    {
        var size = Size;
        var map = Map();
        double[] half = new double[size * size], result = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) half[(i * size) + j] += map[(i * size) + k] * centred[(k * size) + j];
            }
        }

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) result[(i * size) + j] += half[(i * size) + k] * map[(j * size) + k];
            }
        }

        return result;
    }
}
