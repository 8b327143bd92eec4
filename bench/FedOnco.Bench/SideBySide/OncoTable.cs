using DuckDB.NET.Data;

namespace FedOnco.Bench.SideBySide;

/// <summary>The benchmark table as one Parquet file a centre: row i goes to centre i mod 4 (or another number); several dataset names for one file, so that a question can meet a snapshot that was not read yet.</summary>
internal static class OncoTable
{
    public const int Sites = 4;

    /// <param name="table">CSV with the columns of the benchmark table.</param>
    /// <param name="folder">Receives CENTRE/NAME.parquet.</param>
    /// <param name="names">Names of the dataset: hard copies of the same rows.</param>
    /// <param name="sites">Centres.</param>
    /// <param name="rows">The first rows of the table.</param>
    public static void Split(string table, string folder, IReadOnlyList<string> names, int sites = Sites, int rows = int.MaxValue)
    {
        using var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        for (var s = 0; s < sites; s++)
        {
            var centre = Directory.CreateDirectory(Path.Combine(folder, $"c{s}")).FullName;
            var first = Path.Combine(centre, names[0] + ".parquet");
            using var command = engine.CreateCommand();
#pragma warning disable CA2100 // Paths of this bench, quoted.
            command.CommandText = $"COPY (SELECT * EXCLUDE (site) FROM read_csv('{Quoted(table)}') WHERE (id - 1) % {sites} = {s} AND id <= {rows} ORDER BY id) TO '{Quoted(first)}' (FORMAT parquet)";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            foreach (var name in names.Skip(1)) File.Copy(first, Path.Combine(centre, name + ".parquet"), overwrite: true);
        }
    }

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);
}
