namespace FedOnco.Analyses.Learning.Strategies;

/// <summary>FedAvgM: v = momentum v + change, w = w + v.</summary>
internal sealed class MomentumStrategy(int size, double momentum) : ServerStrategy
{
    private readonly double[] _velocity = new double[size];

    public override double[] Next(double[] weights, ReadOnlySpan<double> change)
    {
        var next = new double[weights.Length];
        for (var i = 0; i < next.Length; i++)
        {
            _velocity[i] = (momentum * _velocity[i]) + change[i];
            next[i] = weights[i] + _velocity[i];
        }

        return next;
    }
}
