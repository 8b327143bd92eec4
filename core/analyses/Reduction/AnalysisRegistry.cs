using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>Every analysis that this version answers, one line each.</summary>
public static class AnalysisRegistry
{
    // One line an analysis, families in the order of core/analyses.
    private static readonly IAnalysis[] Analyses =
    [
    ];

    private static readonly Dictionary<Analysis.KindOneofCase, IAnalysis> Known = Analyses.ToDictionary(a => a.Kind);

    public static IReadOnlyCollection<IAnalysis> All => Known.Values;

    /// <exception cref="FedOncoException"><see cref="ErrorReason.NotYet"/> for an analysis of a later version.</exception>
    public static IAnalysis For(Question question) =>
        Known.TryGetValue(question.Analysis?.KindCase ?? Analysis.KindOneofCase.None, out var analysis)
            ? analysis
            : throw new FedOncoException(ErrorReason.NotYet, "This version cannot answer that analysis yet. `fedonco run 'help()'` lists what it can.");
}
