using DuckDB.NET.Data;

namespace FedOnco.Agent.Tests;

/// <summary>A database as a centre has it.</summary>
internal static class DuckDbFile
{
    public static void Write(string file, params string[] statements)
    {
        using var engine = new DuckDBConnection($"DataSource={file}");
        engine.Open();
        foreach (var statement in statements)
        {
            using var command = engine.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
