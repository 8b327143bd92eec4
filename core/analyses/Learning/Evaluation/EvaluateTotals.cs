namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>What the program of evaluate() ends in.</summary>
public sealed class EvaluateTotals
{
    internal EvaluateTotals(EvaluationTotals evaluation) => Evaluation = evaluation;

    internal EvaluationTotals Evaluation { get; }
}
