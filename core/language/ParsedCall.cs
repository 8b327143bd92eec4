using FedOnco.Protos;

namespace FedOnco.Language;

/// <summary>A call that was understood, or what is wrong with it.</summary>
public sealed class ParsedCall
{
    private readonly IReadOnlyDictionary<Expression, uint> _positions;

    internal ParsedCall(IReadOnlyDictionary<Expression, uint> positions) => _positions = positions;

    public required string Text { get; init; }

    /// <summary>Null where there are problems, and for a call on fits.</summary>
    public Question? Question { get; init; }

    /// <summary>A call on fits (vcov, contrast, anova, emmeans, predict); null for any other.</summary>
    public PostFit? PostFit { get; init; }

    /// <summary>Left side of `name &lt;- call`, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>All problems with their 0-based positions in the text.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Where an expression of <see cref="Question"/> (by reference) stands in the text.</summary>
    public uint? PositionOf(Expression expression) => _positions.TryGetValue(expression, out var position) ? position : null;
}
