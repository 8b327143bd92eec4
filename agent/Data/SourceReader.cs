using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>Opens a dataset of the catalogue for one look.</summary>
internal static class SourceReader
{
    /// <summary>Opens the sources of a dataset, finds their columns and reads; faults become messages without data.</summary>
    /// <exception cref="FedOncoException">SourceUnreadable (file, line), DataNotConforming (missing columns), SourceConnection.</exception>
    public static T Read<T>(MappedDataset data, EngineSettings settings, Func<IEngine, SourceQuery, T> read)
    {
        var source = new MappedSource(data);
        foreach (var file in source.Files.Where(f => !File.Exists(f)))
            throw new FedOncoException(ErrorReason.SourceUnreadable, $"{data.Dataset.Name}: {Path.GetFileName(file)} is missing. Check its path in the catalogue.");
        try
        {
            using var engine = source.Open(data.Dataset.Name, settings);
            return read(engine, source.Query(engine, CancellationToken.None));
        }
        catch (DuckDbFault broken)
        {
            throw SourceFault.Unreadable(EngineEntry.Coded(data.Dataset.Name, source), broken);
        }
    }

    /// <summary>All rows of a small result.</summary>
    public static IReadOnlyList<object?[]> Rows(IEngine engine, string sql) => engine.Rows(sql, new Sql.SqlParameters(), CancellationToken.None);
}
