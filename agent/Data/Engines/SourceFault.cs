using FedOnco.Documents.Csv;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Why the embedded engine cannot read a source. Its messages quote the data, but for those about the SQL itself; a broken line is found without them.</summary>
internal static class SourceFault
{
    public static FedOncoException Unreadable(EngineEntry entry, DuckDbFault broken)
    {
        var source = (entry.Source as MappedSource)?.Data.Entry.Source;
        if (IsAboutSql(broken) && (source?.Sql.Length > 0 || source?.Table is not null)) return Fault(entry, $"{broken.Message.Split('\n')[0]} Check table: or sql: in the catalogue.");
        var (csv, delimiter) = entry.Source is CsvSource plain ? (plain.Files, ',') : source?.Kind == Mapping.SourceKind.Csv ? (entry.Source.Files, source.Csv.Delimiter) : ([], ',');
        foreach (var file in csv.Where(File.Exists))
        {
            using var reader = new StreamReader(file);
            if (BrokenLine.Find(reader, delimiter) is { } line) return Fault(entry, $"line {line} of {Path.GetFileName(file)} cannot be read. Check the number of fields and the quotes there.");
        }

        return Fault(entry, $"{string.Join(", ", entry.Source.Files.Select(Path.GetFileName))} cannot be read. Check that {(csv.Count > 0 ? "delimiter and encoding are those of the catalogue" : "it is a whole file of its kind")}.");
    }

    private static bool IsAboutSql(DuckDbFault broken) => ((string[])["Binder Error", "Catalog Error", "Parser Error"]).Any(k => broken.Message.StartsWith(k, StringComparison.Ordinal));

    private static FedOncoException Fault(EngineEntry entry, string what) => new(ErrorReason.SourceUnreadable, $"{entry.Dataset}: {what}");
}
