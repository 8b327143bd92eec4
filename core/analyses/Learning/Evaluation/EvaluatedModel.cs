using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>A model and the rows it is measured on.</summary>
/// <param name="Trained">The model.</param>
/// <param name="Question">Its features and response on this dataset.</param>
/// <param name="Partition">Held-out rows where it has any, else all.</param>
/// <param name="Rows">Rows over all sites at most.</param>
internal sealed record EvaluatedModel(TrainedModel Trained, LearningQuestion Question, Partition Partition, double Rows)
{
    public LearningTask Task => Trained.Task;

    public byte[] Fingerprint { get; } = ModelOutline.Fingerprint(Trained);
}
