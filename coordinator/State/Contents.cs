using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace FedOnco.Coordinator.State;

/// <summary>How many rows a table has, and one hash (SHA-256) over all their values: the same in every database that holds the same.</summary>
internal sealed class Contents : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    /// <summary>Of the rows that were added, in their order.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public static Contents Of(StateDatabase database, StateTable table)
    {
        var contents = new Contents();
        database.Each(table.Select(database), row => contents.Add(Values(row)));
        return contents;
    }

    public static object[] Values(DbDataReader row)
    {
        var values = new object[row.FieldCount];
        row.GetValues(values);
        return values;
    }

    public void Add(IReadOnlyList<object> row)
    {
        Rows++;
        foreach (var value in row) Add(value);
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>Kind and length stand before each value, so that no two rows are the same bytes.</summary>
    private void Add(object value)
    {
        var (kind, bytes) = value switch
        {
            string text => ('t', Encoding.UTF8.GetBytes(text)),
            long whole => ('w', Whole(whole)),
            byte[] raw => ('b', raw),
            DBNull => ('n', []),
            _ => throw new InvalidOperationException($"A column of {value.GetType().Name} is in no table of the state."),
        };
        _hash.AppendData([(byte)kind]);
        _hash.AppendData(Whole(bytes.LongLength));
        _hash.AppendData(bytes);
    }

    private static byte[] Whole(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
