using FedOnco.Protos;

namespace FedOnco.Language;

/// <summary>A call that was understood, or what is wrong with it.</summary>
public sealed class ParsedCall
{
    public required string Text { get; init; }

    /// <summary>Null where there are problems.</summary>
    public Question? Question { get; init; }

    /// <summary>Left side of `name &lt;- call`, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>All problems with their 0-based positions in the text.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Where an expression of <see cref="Question"/> (by reference) stands in the text.</summary>
    public uint? PositionOf(Expression expression) => throw new NotImplementedException();
}
