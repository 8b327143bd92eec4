namespace FedOnco.Agent.Data.Engines;

/// <summary>Combinations of values as keys; a missing value equals a missing value.</summary>
internal sealed class SameValues : IEqualityComparer<double[]>
{
    public static readonly SameValues Instance = new();

    public bool Equals(double[]? x, double[]? y)
    {
        if (x is null || y is null || x.Length != y.Length) return ReferenceEquals(x, y);
        for (var i = 0; i < x.Length; i++)
        {
            if (!x[i].Equals(y[i])) return false;
        }

        return true;
    }

    public int GetHashCode(double[] obj)
    {
        var hash = default(HashCode);
        foreach (var value in obj) hash.Add(value);
        return hash.ToHashCode();
    }
}
