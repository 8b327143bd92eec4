using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>The patient key as dense codes in order of first appearance; the texts are not kept.</summary>
internal static class KeyColumn
{
    /// <summary>Null where the source has another number of rows than it had.</summary>
    public static double[]? Read(Located located, Variable key, int rows, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var values = new double[rows];
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = 0;
        located.Engine.Stream($"SELECT {located.Variables.Text(key, parameters)} FROM {located.Relation}", parameters, text: true, block =>
        {
            for (var i = 0; i < block.Rows && at + i < rows; i++) values[at + i] = block.Texts[i] is { } text ? CodeOf(text, codes) : double.NaN;
            at += block.Rows;
        }, cancellationToken);
        return at == rows ? values : null;
    }

    /// <summary>Something made of each key, in the order of the rows; null where a row has none, or the source has another number of rows than it had.</summary>
    public static T[]? Map<T>(Located located, Variable key, int rows, Func<string, T> map, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var mapped = new T[rows];
        var (at, isWhole) = (0, true);
        located.Engine.Stream($"SELECT {located.Variables.Text(key, parameters)} FROM {located.Relation}", parameters, text: true, block =>
        {
            for (var i = 0; i < block.Rows && at + i < rows; i++)
            {
                if (block.Texts[i] is { } text) mapped[at + i] = map(text);
                else isWhole = false;
            }

            at += block.Rows;
        }, cancellationToken);
        return isWhole && at == rows ? mapped : null;
    }

    private static int CodeOf(string text, Dictionary<string, int> codes)
    {
        if (!codes.TryGetValue(text, out var code)) codes[text] = code = codes.Count;
        return code;
    }
}
