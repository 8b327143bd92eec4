using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Frames;

/// <summary>One factor of a design column: a numeric column, or the indicator of a level.</summary>
/// <param name="Column">The evaluated variable.</param>
/// <param name="Level">Level whose indicator it is; -1 for a numeric column.</param>
public sealed record DesignPart(CompiledExpression Column, int Level);
