using FedOnco.Analyses.Learning.Benefit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>How good a model is on the patients it was measured on.</summary>
/// <param name="Task">What it predicts.</param>
/// <param name="Rows">Rows measured.</param>
/// <param name="Events">Of them with the outcome.</param>
/// <param name="Metrics">Name and value; a bound stands behind its metric.</param>
internal sealed record EvaluationTotals(LearningTask Task, double Rows, double Events, IReadOnlyList<(string Name, double Value)> Metrics)
{
    /// <summary>Rows, sum of probabilities, events by tenth of the probability; empty unless there are two classes.</summary>
    public double[][] Calibration { get; init; } = [];

    /// <summary>Benefit report: one entry a centre where all policies allow it.</summary>
    public IReadOnlyList<SiteBenefit> Sites { get; init; } = [];
}
