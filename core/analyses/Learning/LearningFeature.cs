using FedOnco.Analyses.Expressions;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>A variable of the right side of train().</summary>
/// <param name="Name">Its text.</param>
/// <param name="Expression">As written.</param>
/// <param name="Column">Its values: numbers, 0/1, or positions of levels; NaN where missing.</param>
public sealed record LearningFeature(string Name, Expression Expression, CompiledExpression Column)
{
    public bool IsCategory => Column.Type.Kind == ValueKind.Factor;

    public IReadOnlyList<string> Levels => IsCategory ? Column.Type.Levels : [];
}
