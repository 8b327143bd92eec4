using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>Which learners of other libraries the benefit report compares with; the same at every party.</summary>
public static class OwnLearners
{
    public const string FastTree = "fasttree";
    public const string LightGbm = "lightgbm";
    public const string Lbfgs = "lbfgs";

    /// <summary>Names in order; none for survival, which those libraries do not have.</summary>
    public static IReadOnlyList<string> For(LearningTask task) => task switch
    {
        LearningTask.Binary or LearningTask.Counts => [FastTree, LightGbm, Lbfgs],
        LearningTask.Regression => [FastTree, LightGbm],
        _ => [],
    };
}
