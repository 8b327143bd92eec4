using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>What the program of train() ends in; every party has the same model, to the last bit.</summary>
public sealed class TrainTotals : ITrainedModel
{
    internal TrainTotals(LearnerFit fit, EvaluationTotals evaluation, double rows, double heldOut)
    {
        Fit = fit;
        Evaluation = evaluation;
        Rows = rows;
        HeldOut = heldOut;
    }

    public TrainedModel Model => Fit.Model;

    internal LearnerFit Fit { get; }

    internal EvaluationTotals Evaluation { get; }

    internal double Rows { get; }

    internal double HeldOut { get; }

    /// <summary>Of the parts of a cross-validation.</summary>
    internal IReadOnlyList<EvaluationTotals> Folds { get; init; } = [];

    /// <summary>Each centre's own model on its own held-out patients; null where nobody asked.</summary>
    internal EvaluationTotals? Alone { get; init; }
}
