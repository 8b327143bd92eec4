namespace FedOnco.Analyses.Learning.Strategies;

/// <summary>The mean change as it is: FedAvg, FedProx, SCAFFOLD.</summary>
internal sealed class MeanStrategy : ServerStrategy
{
    public override double[] Next(double[] weights, ReadOnlySpan<double> change)
    {
        var next = new double[weights.Length];
        for (var i = 0; i < next.Length; i++) next[i] = weights[i] + change[i];
        return next;
    }
}
