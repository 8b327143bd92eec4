namespace FedOnco.Analyses.Frames;

/// <summary>A column of the design: a product of numeric columns and level indicators.</summary>
/// <param name="Name">As R's model.matrix names it ("size>50", "age:hormon").</param>
/// <param name="Parts">Factors of the product.</param>
/// <param name="Centre">Middle of its range; 0 in a model without intercept.</param>
/// <param name="HalfRange">Half its range (without intercept its largest magnitude); 1 for a constant.</param>
public sealed record DesignColumn(string Name, IReadOnlyList<DesignPart> Parts, double Centre, double HalfRange)
{
    /// <summary>Position of its term in the formula.</summary>
    public int Term { get; init; }
}
