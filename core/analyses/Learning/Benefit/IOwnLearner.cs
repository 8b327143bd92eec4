using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>A learner of another library that a centre runs on its own patients, for the benefit report. Nothing of its model leaves.</summary>
public interface IOwnLearner
{
    /// <summary>One of <see cref="OwnLearners.For"/>.</summary>
    string Name { get; }

    /// <summary>Trains on some rows and scores all: any rising function of the probability for two classes, otherwise the expected number.</summary>
    /// <returns>One score a row; null where these rows allow no model.</returns>
    double[]? Scores(LearningTask task, OwnTable table);
}
