using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>A source whose engine counts rows itself. Counts are whole numbers, so they equal what the columns give.</summary>
public interface ICountingSource : IRememberingSource
{
    /// <summary>Counts the combinations of some expressions; null where the columns have to be read.</summary>
    /// <param name="context">The study; the expressions are over its dataset.</param>
    /// <param name="subset">Rows that count are those where it is TRUE; all rows where it is null.</param>
    /// <param name="keys">Expressions without text values.</param>
    /// <param name="most">More combinations than this are not worth counting.</param>
    /// <param name="patients">Whether distinct patients are counted as well.</param>
    Combinations? Combine(StudyContext context, Expression? subset, IReadOnlyList<Expression> keys, double most, bool patients);

    /// <summary>Whether no two rows have the same value in a column; rows without a value do not count.</summary>
    bool IsUnique(string column);
}
