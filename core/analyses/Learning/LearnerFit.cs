using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>A fitted learner.</summary>
/// <param name="Model">With its preparation.</param>
/// <param name="Losses">Held-out loss before the first round and after every one; empty without held-out patients.</param>
/// <param name="Best">The round with the least held-out loss.</param>
internal sealed record LearnerFit(TrainedModel Model, IReadOnlyList<double> Losses, int Best)
{
    /// <summary>Largest violation of the optimality conditions, where the learner has such.</summary>
    public double? Residual { get; init; }

    /// <summary>The model after the last round, where another round was better.</summary>
    public TrainedModel? Final { get; init; }
}
