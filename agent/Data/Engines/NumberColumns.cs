using FedOnco.Agent.Data.Sql;
using FedOnco.Analyses.Frames;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Variables in memory, one double a row, read in one pass over the source.</summary>
internal static class NumberColumns
{
    /// <summary>Null where the source has another number of rows than it had.</summary>
    public static NumberColumn[]? Read(Located located, IReadOnlyList<Variable> variables, int rows, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var decodings = variables.Select(located.Variables.DecodingOf).ToArray();
        var columns = variables.Select((v, c) => decodings[c] is null ? located.Variables.InRange(v, parameters) : located.Variables.Undecoded(v)).ToArray();
        var values = columns.Select(_ => FreshPages.Allocate(rows)).ToArray();
        var finite = Enumerable.Repeat(true, values.Length).ToArray();
        var at = 0;
        located.Engine.Stream($"SELECT {string.Join(", ", columns)} FROM {located.Relation}", parameters, text: false, block =>
        {
            for (var c = 0; c < values.Length && at + block.Rows <= rows; c++)
            {
                var taken = values[c].AsSpan(at, block.Rows);
                Take(block.Numbers[c].AsSpan(0, block.Rows), decodings[c], taken);
                // Now, while the block is in the cache: a pass of its own over all columns would fetch them again.
                finite[c] = finite[c] && ColumnScan.IsFinite(taken);
            }

            at += block.Rows;
        }, cancellationToken);
        return at == rows ? [.. values.Select((v, c) => new NumberColumn(v, finite[c]))] : null;
    }

    private static void Take(ReadOnlySpan<double> block, NumberDecoding? decoding, Span<double> values)
    {
        if (decoding is null) block.CopyTo(values);
        else decoding.Decode(block, values);
    }
}
