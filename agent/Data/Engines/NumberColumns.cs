using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Variables in memory, one double a row, read in one pass over the source.</summary>
internal static class NumberColumns
{
    /// <summary>Null where the source has another number of rows than it had.</summary>
    public static double[][]? Read(Located located, IReadOnlyList<Variable> variables, int rows, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var decodings = variables.Select(located.Variables.DecodingOf).ToArray();
        var columns = variables.Select((v, c) => decodings[c] is null ? located.Variables.InRange(v, parameters) : located.Variables.Undecoded(v)).ToArray();
        var values = columns.Select(_ => GC.AllocateUninitializedArray<double>(rows)).ToArray();
        var at = 0;
        located.Engine.Stream($"SELECT {string.Join(", ", columns)} FROM {located.Relation}", parameters, text: false, block =>
        {
            for (var c = 0; c < values.Length && at + block.Rows <= rows; c++) Take(block.Numbers[c].AsSpan(0, block.Rows), decodings[c], values[c].AsSpan(at));
            at += block.Rows;
        }, cancellationToken);
        return at == rows ? values : null;
    }

    private static void Take(ReadOnlySpan<double> block, NumberDecoding? decoding, Span<double> values)
    {
        if (decoding is null) block.CopyTo(values);
        else decoding.Decode(block, values);
    }
}
