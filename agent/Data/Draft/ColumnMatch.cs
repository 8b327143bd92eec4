using FedOnco.Documents.Inference;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Draft;

/// <summary>Which column of a source is which variable, by name.</summary>
internal static class ColumnMatch
{
    /// <summary>The column, or null; first the same name, then the same letters and digits, then the label, then the names that patient keys usually have.</summary>
    public static ColumnSample? Of(Variable variable, Dataset dataset, SourceSample source)
    {
        var columns = source.Columns;
        return columns.FirstOrDefault(c => c.Name == variable.Name)
            ?? columns.FirstOrDefault(c => Plain(c.Name) == Plain(variable.Name))
            ?? columns.FirstOrDefault(c => variable.Label.Length > 0 && Plain(c.Name) == Plain(variable.Label))
            ?? (variable.Name == dataset.PatientKey ? columns.FirstOrDefault(c => DictionaryInference.PatientKeys.Any(k => Plain(k) == Plain(c.Name))) : null);
    }

    /// <summary>Columns whose names resemble the variable's, for somebody to choose from.</summary>
    public static IReadOnlyList<string> Candidates(Variable variable, SourceSample source)
    {
        var name = Plain(variable.Name);
        return [.. source.Columns.Select(c => c.Name).Where(c => Plain(c) is { Length: > 1 } plain && (plain.Contains(name, StringComparison.Ordinal) || name.Contains(plain, StringComparison.Ordinal) || NearestName.Of(name, [plain]) is not null)).Take(3)];
    }

    /// <summary>The source that fits a dataset best: its name, and columns that are found; null where none is.</summary>
    public static SourceSample? Best(Dataset dataset, IReadOnlyList<SourceSample> sources)
    {
        // The key is in every table and says nothing.
        var read = dataset.Variables.Where(v => v.Derived is null && v.Aggregate is null && v.Name != dataset.PatientKey).ToList();
        var best = sources.Select(s => (Source: s, Found: read.Count(v => Of(v, dataset, s) is not null), Named: Plain(s.Name) == Plain(dataset.Name) ? 1 : 0))
            .OrderByDescending(s => s.Found + (s.Named * read.Count)).FirstOrDefault();
        return best.Source is not null && (best.Named == 1 || (best.Found > 0 && best.Found * 3 >= read.Count)) ? best.Source : null;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
