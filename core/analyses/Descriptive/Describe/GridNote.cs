using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>Says how coarse quantiles are under resolution: grid.</summary>
internal static class GridNote
{
    public static IEnumerable<string> Of(DescribeQuestion question, double[] errors) =>
        from v in Enumerable.Range(0, question.Variables.Count)
        where errors[v] > 0
        select $"quantiles of {question.Variables[v].Text} are read off a grid and lie within {NumberText.Of(errors[v])} of the exact value";
}
