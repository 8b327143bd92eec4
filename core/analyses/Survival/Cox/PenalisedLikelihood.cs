namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The partial likelihood less theta / 2 times the squared coefficient of each penalised column; no further sum.</summary>
/// <remarks>Source: Verweij and van Houwelingen (1994), "Penalized likelihood in Cox regression", equation 2.</remarks>
internal sealed class PenalisedLikelihood(ICoxLikelihood inner, double[] penalties) : ICoxLikelihood
{
    public async Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken) =>
        await inner.AtAsync(coefficients, cancellationToken).ConfigureAwait(false) is { } point ? Add(point, penalties, 1) : null;

    public Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken) => inner.RobustAsync(coefficients, cancellationToken);

    /// <summary>With the penalty put on (sign 1), or taken off again (-1).</summary>
    public static NewtonPoint Add(NewtonPoint point, double[] penalties, int sign)
    {
        var (value, p) = (point.LogLikelihood, penalties.Length);
        double[] score = [.. point.Score], information = [.. point.Information];
        for (var j = 0; j < p; j++)
        {
            var b = point.Coefficients[j];
            value -= sign * penalties[j] / 2 * b * b;
            score[j] -= sign * penalties[j] * b;
            information[(j * p) + j] += sign * penalties[j];
        }

        return new NewtonPoint(point.Coefficients, value, score, information);
    }
}
