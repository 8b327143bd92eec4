namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>What the program of describe() ends in; arrays are variables x groups unless said otherwise.</summary>
/// <param name="Question">The call.</param>
/// <param name="Rows">Rows by group.</param>
/// <param name="Known">Values that are not missing.</param>
/// <param name="Levels">For each factor in turn groups x levels.</param>
/// <param name="Mean">Means.</param>
/// <param name="Squares">Sums of squares about the mean.</param>
/// <param name="Cubes">Sums of cubes about the mean.</param>
/// <param name="Quartiles">Three a variable and group.</param>
public sealed record DescribeTotals(DescribeQuestion Question, double[] Rows, double[] Known, double[] Levels, double[] Mean, double[] Squares, double[] Cubes, double[][] Quartiles)
{
    /// <summary>What may be shown.</summary>
    public required DescribeMask Mask { get; init; }

    /// <summary>How far quartiles of each variable can be from the exact ones.</summary>
    public required double[] Errors { get; init; }
}
