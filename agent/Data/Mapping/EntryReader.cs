using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>One dataset of catalogue.yaml.</summary>
internal static class EntryReader
{
    /// <summary>R's way to write what is missing.</summary>
    private static readonly string[] UsualMissing = ["NA"];

    /// <param name="name">Key of the entry.</param>
    /// <param name="map">The entry.</param>
    /// <param name="folder">Of the catalogue.</param>
    /// <param name="connections">Known servers.</param>
    /// <param name="dataset">What it fills; null where that is unknown, which is a fault already.</param>
    public static CatalogueEntry Read(string name, StrictMap map, string folder, IReadOnlyDictionary<string, ConnectionEntry> connections, Dataset? dataset)
    {
        var usual = new VariableMapping { Column = "", DecimalComma = map.Flag("decimal_comma"), Dates = MappingReader.Dates(map, [DateFormat.Iso]) };
        var entry = new CatalogueEntry
        {
            Dataset = map.Text("dataset", fallback: name),
            Study = map.Text("study"),
            Source = SourceFields.Read(map, folder, connections),
            IsPublic = map.Flag("public"),
            Missing = map.Has("missing") ? map.Texts("missing") : UsualMissing,
            Usual = usual,
            Mappings = Mappings(map, usual, dataset),
        };
        map.RequireNoOthers();
        return entry;
    }

    private static Dictionary<string, VariableMapping> Mappings(StrictMap map, VariableMapping usual, Dataset? dataset)
    {
        var mappings = new Dictionary<string, VariableMapping>(StringComparer.Ordinal);
        var key = map.Text("key");
        if (key.Length > 0 && dataset?.PatientKey.Length == 0) map.Fault("key", $"{dataset.Name} has no patient_key in the dictionary.");
        else if (key.Length > 0 && dataset is not null) mappings[dataset.PatientKey] = usual with { Column = key };
        if (map.Map("columns") is { } columns)
        {
            foreach (var (variable, column) in columns.TextEntries())
            {
                if (MappingReader.IsRead(variable, columns, variable, dataset)) mappings[variable] = usual with { Column = column };
            }
        }

        if (map.Map("variables") is not { } variables) return mappings;
        foreach (var (variable, column, fields) in variables.MixedEntries())
        {
            if (!MappingReader.IsRead(variable, variables, variable, dataset)) continue;
            var known = mappings.GetValueOrDefault(variable) ?? usual with { Column = variable };
            mappings[variable] = fields is null ? known with { Column = column ?? variable } : MappingReader.Read(fields, known, dataset?.Variables.First(v => v.Name == variable));
        }

        return mappings;
    }
}
