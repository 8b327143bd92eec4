namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Evaluates the partial likelihood by secure sums.</summary>
internal interface ICoxLikelihood
{
    /// <summary>Null where the sums would not fit: the step is to be shortened.</summary>
    Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken);

    /// <summary>Sum of squared score residuals (size x size) and of score residuals.</summary>
    Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken);
}
