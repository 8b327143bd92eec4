using System.Security.Cryptography;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>
/// What a contract says of a model that it evaluates: outcome, variables and preparation, and the fingerprint of the whole. Its trees or
/// weights do not travel: every party has them from the run that trained it.
/// </summary>
public static class ModelOutline
{
    /// <summary>The model without its trees or weights.</summary>
    public static TrainedModel Of(TrainedModel model) => new()
    {
        Task = model.Task,
        Response = model.Response,
        Features = { model.Features },
        Inputs = { model.Inputs },
    };

    /// <summary>SHA-256 of the whole model, 32 bytes.</summary>
    public static byte[] Fingerprint(TrainedModel model) => SHA256.HashData(model.ToByteArray());

    /// <summary>The question with the whole model in place of its outline; the contract itself keeps the outline.</summary>
    public static Question Filled(Question question, TrainedModel model)
    {
        var filled = question.Clone();
        filled.Analysis.Evaluate.Trained = model;
        return filled;
    }

    /// <summary>Whether a question names this very model.</summary>
    public static bool IsOf(EvaluateSpec spec, TrainedModel model) =>
        spec.Fingerprint.Span.SequenceEqual(Fingerprint(model)) && Of(model).Equals(spec.Trained);
}
