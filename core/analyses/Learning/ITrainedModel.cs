using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>Totals that hold a model: an agent remembers its fingerprint, so that a later question can bring the model back.</summary>
public interface ITrainedModel
{
    TrainedModel Model { get; }
}
