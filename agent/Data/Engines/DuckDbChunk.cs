using System.Text;
using DuckDB.NET.Native;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A block of a result in the engine's own memory.</summary>
internal readonly struct DuckDbChunk(DuckDBDataChunk chunk, int rows)
{
    /// <summary>Rows of the largest block.</summary>
    public const int MostRows = 2048;

    private const int InlineText = 12;

    public int Rows => rows;

    public int Columns => (int)NativeMethods.DataChunks.DuckDBDataChunkGetColumnCount(chunk);

    /// <summary>A column of type DOUBLE; NaN where NULL.</summary>
    public unsafe void CopyDoubles(int column, Span<double> target)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        new ReadOnlySpan<double>(NativeMethods.Vectors.DuckDBVectorGetData(vector), rows).CopyTo(target);
        var valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        if (valid == null) return;
        for (var word = 0; word * 64 < rows; word++)
        {
            var missing = ~valid[word];
            if (missing == 0) continue;
            for (var i = word * 64; i < Math.Min(rows, (word + 1) * 64); i++)
            {
                if (((missing >> (i & 63)) & 1) == 1) target[i] = double.NaN;
            }
        }
    }

    /// <summary>A column of type VARCHAR.</summary>
    public void CopyTexts(int column, Span<string?> target)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        for (var i = 0; i < rows; i++) target[i] = IsValid(vector, i) ? TextAt(vector, i) : null;
    }

    /// <summary>All rows of columns of type VARCHAR, DOUBLE and BIGINT.</summary>
    public void AddRows(List<object?[]> target)
    {
        var columns = Columns;
        var vectors = new nint[columns];
        var types = new DuckDBType[columns];
        for (var c = 0; c < columns; c++)
        {
            vectors[c] = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, c);
            using var type = NativeMethods.Vectors.DuckDBVectorGetColumnType(vectors[c]);
            types[c] = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        }

        for (var i = 0; i < rows; i++)
        {
            var row = new object?[columns];
            for (var c = 0; c < columns; c++) row[c] = IsValid(vectors[c], i) ? ValueAt(vectors[c], types[c], i) : null;
            target.Add(row);
        }
    }

    private static unsafe object ValueAt(nint vector, DuckDBType type, int row)
    {
        var data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        return type switch
        {
            DuckDBType.Varchar => TextAt(vector, row),
            DuckDBType.Double => ((double*)data)[row],
            DuckDBType.BigInt => ((long*)data)[row],
            _ => throw new InvalidOperationException($"a result of type {type} is not read: cast it in the statement"),
        };
    }

    private static unsafe bool IsValid(nint vector, int row)
    {
        var valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        return valid == null || ((valid[row >> 6] >> (row & 63)) & 1) == 1;
    }

    /// <summary>Sixteen bytes a text: its length, then up to twelve bytes, or a prefix and a pointer.</summary>
    private static unsafe string TextAt(nint vector, int row)
    {
        var entry = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector) + (16 * row);
        var length = *(int*)entry;
        return Encoding.UTF8.GetString(length <= InlineText ? entry + 4 : *(byte**)(entry + 8), length);
    }
}
