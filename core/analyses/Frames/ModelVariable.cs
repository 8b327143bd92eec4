using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Frames;

/// <summary>A variable of a model: a factor, or one or more numeric columns (poly and ns have several).</summary>
/// <param name="Text">As R labels it ("log(nodes + 1)").</param>
/// <param name="Columns">One column for a factor; otherwise each numeric column.</param>
/// <param name="Suffixes">Behind the text in the names of the columns: "" or "1", "2", ...</param>
/// <param name="IsFactor">Coded by levels.</param>
public sealed record ModelVariable(string Text, IReadOnlyList<CompiledExpression> Columns, IReadOnlyList<string> Suffixes, bool IsFactor)
{
    /// <summary>theta of ridge(..): the penalty is theta / 2 times the square of the coefficient; 0 for others.</summary>
    public double Penalty { get; init; }

    /// <summary>Whether the penalty is also times the variance of the column over the complete cases, as by R's default.</summary>
    public bool ScalesPenalty { get; init; }

    public IReadOnlyList<string> Levels => IsFactor ? Columns[0].Type.Levels : [];
}
