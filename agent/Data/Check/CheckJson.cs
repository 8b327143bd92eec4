using System.Text.Json;
using FedOnco.Documents.Dictionaries;

namespace FedOnco.Agent.Data.Check;

/// <summary>The report for programs: one document.</summary>
internal static class CheckJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Of(IReadOnlyList<DatasetCheck> checks) => JsonSerializer.Serialize(
        new
        {
            ProductVersion = Product.Version,
            Conforming = checks.All(c => c.Conforms),
            Datasets = checks.Select(c => new
            {
                c.Study,
                c.Dataset,
                Conforming = c.Conforms,
                c.Rows,
                c.Patients,
                c.Faults,
                c.Warnings,
                Variables = c.Variables.Select(v => new
                {
                    v.Variable.Name,
                    Type = DictionaryFile.NameOf(v.Variable.Type),
                    v.Column,
                    Conforming = v.Conforms,
                    v.Missing,
                    v.Unknown,
                    v.Implausible,
                    v.OffGrid,
                    v.UnknownValues,
                    v.ImplausibleValues,
                    v.Hints,
                }),
            }),
        },
        Options);
}
