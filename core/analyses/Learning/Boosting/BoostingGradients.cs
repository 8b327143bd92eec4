using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>First and second derivatives of the loss at the current scores, as whole numbers.</summary>
internal static class BoostingGradients
{
    /// <summary>Risks are kept within e^-6 .. e^6.</summary>
    public const double MostRisk = 6;

    private const int Chunk = 1 << 14;

    public static void Fill(BoostedModel model, BoostingState state, double[] y, bool[] first)
    {
        var rows = state.Order;
        var scale = model.Scale;
        Parallel.For(0, (rows.Length + Chunk - 1) / Chunk, c =>
        {
            for (var r = c * Chunk; r < Math.Min(rows.Length, (c + 1) * Chunk); r++)
            {
                var i = rows[r];
                var (g, h) = At(model, state, y, i);
                state.Gradients[i] = (WholeNumbers.Of(g, scale) << 32) | (Math.Max(0, WholeNumbers.Of(h, scale)) << 1) | (first[i] ? 1L : 0);
            }
        });
    }

    private static (double Gradient, double Hessian) At(BoostedModel model, BoostingState state, double[] y, int row)
    {
        var score = state.Scores[row];
        switch (model.Question.Task)
        {
            case LearningTask.Regression:
                return (score - y[row], 1);
            case LearningTask.Binary:
                var p = 1 / (1 + StableMath.Exp(-score));
                return (p - y[row], p * (1 - p));
            default:
                // Breslow's partial likelihood: hazards are known to everybody.
                var risk = Risk(score);
                double a = model.Hazards.Hazard[state.Seen[row]], b = model.Hazards.Square[state.Seen[row]];
                return ((risk * a) - (state.IsEvent(row) ? 1 : 0), Math.Max(0, (risk * a) - (risk * risk * b)));
        }
    }

    public static double Risk(double score) => StableMath.Exp(Math.Clamp(score, -MostRisk, MostRisk));
}
