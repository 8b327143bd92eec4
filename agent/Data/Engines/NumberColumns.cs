using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Variables in memory, one value a row, read in one pass over the source.</summary>
internal static class NumberColumns
{
    /// <summary>Null where the source has another number of rows than it had.</summary>
    /// <param name="located">Where they are.</param>
    /// <param name="variables">What to read.</param>
    /// <param name="compact">Variables that are held in fewer bytes where they can be.</param>
    /// <param name="rows">Of the source.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static NumberColumn[]? Read(Located located, IReadOnlyList<Variable> variables, Func<Variable, bool> compact, int rows, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var decodings = variables.Select(located.Variables.DecodingOf).ToArray();
        var columns = variables.Select((v, c) => decodings[c] is null ? located.Variables.InRange(v, parameters) : located.Variables.Undecoded(v)).ToArray();
        var writers = variables.Select(v => new ColumnWriter(rows, compact(v))).ToArray();
        var buffer = new double[DuckDbChunk.MostRows];
        var at = 0;
        located.Engine.Stream($"SELECT {string.Join(", ", columns)} FROM {located.Relation}", parameters, text: false, block =>
        {
            for (var c = 0; c < writers.Length && at + block.Rows <= rows; c++)
            {
                var taken = writers[c].Next(block.Rows, buffer);
                Decode(block.Numbers[c].AsSpan(0, block.Rows), decodings[c], taken);
                writers[c].Take(taken);
            }

            at += block.Rows;
        }, cancellationToken);
        return at == rows ? [.. writers.Select(w => w.ToColumn())] : null;
    }

    private static void Decode(ReadOnlySpan<double> block, NumberDecoding? decoding, Span<double> values)
    {
        if (decoding is null) block.CopyTo(values);
        else decoding.Decode(block, values);
    }
}
