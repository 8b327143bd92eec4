using System.Runtime.InteropServices;
using FedOnco.Analyses.Learning.Benefit;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Microsoft.ML.Transforms;

namespace FedOnco.Agent.OwnModels;

/// <summary>ML.NET's learners with its own defaults, one thread and a fixed seed: the same rows give the same model.</summary>
internal static class MlNetLearners
{
    public static IReadOnlyList<IOwnLearner> All { get; } =
    [
        new MlNetLearner(
            OwnLearners.FastTree,
            ml => ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options { Seed = MlNetLearner.Seed, NumberOfThreads = 1 }),
            ml => ml.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options { Seed = MlNetLearner.Seed, NumberOfThreads = 1 })),
        new MlNetLearner(
            OwnLearners.LightGbm,
            ml => ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options { Seed = MlNetLearner.Seed, Deterministic = true, NumberOfThreads = 1, Silent = true }),
            ml => ml.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options { Seed = MlNetLearner.Seed, Deterministic = true, NumberOfThreads = 1, Silent = true })),
        new MlNetLearner(
            OwnLearners.Lbfgs,
            ml => Scaled(ml, ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 })),
            ml => Scaled(ml, ml.Regression.Trainers.LbfgsPoissonRegression(new LbfgsPoissonRegressionTrainer.Options { NumberOfThreads = 1 }))),
    ];

    /// <summary>Whether they run on this kind of processor: their native parts are made for x64 alone.</summary>
    public static bool RunOn(Architecture processor) => processor == Architecture.X64;

    /// <summary>What trees do not need: the mean where missing, unit variance.</summary>
    private static EstimatorChain<ITransformer> Scaled(MLContext ml, IEstimator<ITransformer> trainer) => ml.Transforms
        .ReplaceMissingValues(nameof(OwnRow.Features), replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean)
        .Append(ml.Transforms.NormalizeMeanVariance(nameof(OwnRow.Features), fixZero: false))
        .Append(trainer);
}
