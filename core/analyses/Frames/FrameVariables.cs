using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Frames;

/// <summary>Everything that decides which rows of a cohort are complete: design, offsets, strata, response, weights.</summary>
/// <param name="Terms">The formula.</param>
/// <param name="Others">Response, times, weights: named numeric or factor variables beside the design.</param>
public sealed record FrameVariables(ModelTerms Terms, IReadOnlyList<ModelVariable> Others)
{
    /// <summary>All columns, in a fixed order: design variables, offsets, strata, others.</summary>
    public IEnumerable<CompiledExpression> Columns =>
        Terms.Variables.SelectMany(v => v.Columns).Concat(Terms.Offsets).Concat(Terms.Strata.Concat(Others).SelectMany(v => v.Columns));

    /// <summary>Numeric variables that the sums read block by block, whatever form a source holds them in: those of the design, and others that an analysis names.</summary>
    public IEnumerable<ModelVariable> InBlocks => Terms.Variables.Concat(OthersInBlocks).Where(v => !v.IsFactor);

    /// <summary>Of the others.</summary>
    public IReadOnlyList<ModelVariable> OthersInBlocks { get; init; } = [];

    /// <summary>Factors whose used levels matter: of the design, then strata, then others.</summary>
    public IReadOnlyList<ModelVariable> Factors => [.. Terms.Variables.Concat(Terms.Strata).Concat(Others).Where(v => v.IsFactor)];
}
