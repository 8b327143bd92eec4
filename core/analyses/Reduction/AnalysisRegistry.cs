using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Descriptive.Count;
using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Descriptive.Hist;
using FedOnco.Analyses.Descriptive.Table;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Regression.Lm;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>Every analysis that this version answers, one line each.</summary>
public static class AnalysisRegistry
{
    // One line an analysis, families in the order of core/analyses.
    private static readonly IAnalysis[] Analyses =
    [
        new AnalysisOf<GroupCounts>(Analysis.KindOneofCase.Count, CountCheck.Check, new CountProgram(), new GroupCountsSite(), new CountReport()),
        new AnalysisOf<DescribeTotals>(Analysis.KindOneofCase.Describe, DescribeCheck.Check, new DescribeProgram(), new DescribeSite(), new DescribeReport()),
        new AnalysisOf<GroupCounts>(Analysis.KindOneofCase.Table, TableCheck.Check, new TableProgram(), new GroupCountsSite(), new TableReport()),
        new AnalysisOf<double[]>(Analysis.KindOneofCase.Hist, HistCheck.Check, new HistProgram(), new HistSite(), new HistReport()),
        new AnalysisOf<LmTotals>(Analysis.KindOneofCase.Lm, LmCheck.Check, new LmProgram(), new LmSite(), new LmReport()),
        new AnalysisOf<GlmTotals>(Analysis.KindOneofCase.Glm, GlmCheck.Check, new GlmProgram(), new GlmSite(), new GlmReport()),
        new AnalysisOf<SurvfitTotals>(Analysis.KindOneofCase.Survfit, SurvfitCheck.Check, new SurvfitProgram(), new SurvfitSite(), new SurvfitReport()),
        new AnalysisOf<CoxTotals>(Analysis.KindOneofCase.Coxph, CoxCheck.Check, new CoxProgram(), new CoxSite(), new CoxReport()),
    ];

    private static readonly Dictionary<Analysis.KindOneofCase, IAnalysis> Known = Analyses.ToDictionary(a => a.Kind);

    public static IReadOnlyCollection<IAnalysis> All => Known.Values;

    /// <exception cref="FedOncoException"><see cref="ErrorReason.NotYet"/> for an analysis of a later version.</exception>
    public static IAnalysis For(Question question) =>
        Known.TryGetValue(question.Analysis?.KindCase ?? Analysis.KindOneofCase.None, out var analysis)
            ? analysis
            : throw new FedOncoException(ErrorReason.NotYet, "This version cannot answer that analysis yet.");
}
