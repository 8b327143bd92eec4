using FedOnco.Analyses.Causal.Iptw;
using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Descriptive.AnalysisSets;
using FedOnco.Analyses.Descriptive.Count;
using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Descriptive.Ecdf;
using FedOnco.Analyses.Descriptive.Hist;
using FedOnco.Analyses.Descriptive.Quantiles;
using FedOnco.Analyses.Descriptive.Smd;
using FedOnco.Analyses.Descriptive.Table;
using FedOnco.Analyses.Descriptive.Table1;
using FedOnco.Analyses.Learning;
using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Multivariate.Kmeans;
using FedOnco.Analyses.Multivariate.Prcomp;
using FedOnco.Analyses.Regression.Categories;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Regression.GlmNb;
using FedOnco.Analyses.Regression.Glmnet;
using FedOnco.Analyses.Regression.Lm;
using FedOnco.Analyses.Regression.Meta;
using FedOnco.Analyses.Survival.Concordances;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.CoxBaseline;
using FedOnco.Analyses.Survival.CoxCauses;
using FedOnco.Analyses.Survival.CoxZph;
using FedOnco.Analyses.Survival.Cuminc;
using FedOnco.Analyses.Survival.Finegray;
using FedOnco.Analyses.Survival.FollowUp;
using FedOnco.Analyses.Survival.Multistate;
using FedOnco.Analyses.Survival.Netsurv;
using FedOnco.Analyses.Survival.PairwiseSurvdiff;
using FedOnco.Analyses.Survival.Pexp;
using FedOnco.Analyses.Survival.Pyears;
using FedOnco.Analyses.Survival.Rmst;
using FedOnco.Analyses.Survival.Survdiff;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Analyses.Survival.SurvivalMetrics;
using FedOnco.Analyses.Tests.Aov;
using FedOnco.Analyses.Tests.Correlation;
using FedOnco.Analyses.Tests.Groups;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Analyses.Tests.Tables;
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
        new AnalysisOf<HistTotals>(Analysis.KindOneofCase.Hist, HistCheck.Check, new HistProgram(), new HistSite(), new HistReport()),
        new AnalysisOf<QuantileTotals>(Analysis.KindOneofCase.Quantile, QuantileProgram.Check, new QuantileProgram(), new DescribeSite(), new QuantileReport()),
        new AnalysisOf<EcdfTotals>(Analysis.KindOneofCase.Ecdf, EcdfProgram.Check, new EcdfProgram(), new EcdfSite(), new EcdfReport()),
        new AnalysisOf<DescribeTotals>(Analysis.KindOneofCase.Smd, SmdProgram.Check, new SmdProgram(), new DescribeSite(), new SmdReport()),
        new AnalysisOf<Table1Totals>(Analysis.KindOneofCase.Table1, Table1Program.Check, new Table1Program(), new Table1Site(), new Table1Report()),
        new AnalysisOf<AnalysisSetTotals>(Analysis.KindOneofCase.AnalysisSet, AnalysisSetQuestion.Check, new AnalysisSetProgram(), new AnalysisSetSite(), new AnalysisSetReport()),
        Table(Analysis.KindOneofCase.ChisqTest, a => a.ChisqTest.Formula, new ChisqTestReport()),
        Table(Analysis.KindOneofCase.FisherTest, a => a.FisherTest.Formula, new FisherTestReport()),
        Table(Analysis.KindOneofCase.McnemarTest, a => a.McnemarTest.Formula, new McnemarTestReport()),
        new AnalysisOf<MantelhaenTotals>(Analysis.KindOneofCase.MantelhaenTest, MantelhaenProgram.Check, new MantelhaenProgram(), new MantelhaenSite(), new MantelhaenReport()),
        Table(Analysis.KindOneofCase.PropTest, a => a.PropTest.Formula, new PropTestReport(), 1),
        Table(Analysis.KindOneofCase.PropTrendTest, a => a.PropTrendTest.Formula, new PropTrendTestReport()),
        Moments(Analysis.KindOneofCase.TukeyHsd, a => a.TukeyHsd.Formula, (2, int.MaxValue), new TukeyHsdReport(), _ => 1),
        Moments(Analysis.KindOneofCase.TTest, a => a.TTest.Formula, (1, 2), new TTestReport(), a => a.TTest.VarEqual ? 1 : 2),
        Moments(Analysis.KindOneofCase.OnewayTest, a => a.OnewayTest.Formula, (2, int.MaxValue), new OnewayTestReport()),
        Moments(Analysis.KindOneofCase.BartlettTest, a => a.BartlettTest.Formula, (2, int.MaxValue), new BartlettTestReport()),
        new AnalysisOf<LmTotals>(Analysis.KindOneofCase.Aov, AovProgram.Check, new AovProgram(), new LmSite(), new AovReport()),
        new AnalysisOf<CovarianceTotals>(Analysis.KindOneofCase.Cor, CorProgram.Check, new CorProgram(), new CorTestSite(), new CorReport()),
        new AnalysisOf<CorTestTotals>(Analysis.KindOneofCase.CorTest, CorTestProgram.Check, new CorTestProgram(), new CorTestSite(), new CorTestReport()),
        Ranks(Analysis.KindOneofCase.WilcoxTest, a => a.WilcoxTest.Formula, 2, new WilcoxTestReport()),
        Ranks(Analysis.KindOneofCase.KruskalTest, a => a.KruskalTest.Formula, int.MaxValue, new KruskalTestReport()),
        new AnalysisOf<LmTotals>(Analysis.KindOneofCase.Lm, LmCheck.Check, new LmProgram(), new LmSite(), new LmReport()),
        new AnalysisOf<GlmTotals>(Analysis.KindOneofCase.Glm, GlmCheck.Check, new GlmProgram(), new GlmSite(), new GlmReport()),
        new AnalysisOf<GlmNbTotals>(Analysis.KindOneofCase.GlmNb, GlmNbProgram.Check, new GlmNbProgram(), new GlmNbSite(), new GlmNbReport()),
        new AnalysisOf<GlmnetTotals>(Analysis.KindOneofCase.Glmnet, GlmnetProgram.Check, new GlmnetProgram(), new GlmnetSite(), new GlmnetReport()),
        new AnalysisOf<CategoryTotals>(Analysis.KindOneofCase.Multinom, MultinomProgram.Check, new MultinomProgram(), new MultinomSite(), new MultinomReport()),
        new AnalysisOf<CategoryTotals>(Analysis.KindOneofCase.Polr, PolrProgram.Check, new PolrProgram(), new PolrSite(), new PolrReport()),
        new AnalysisOf<MetaTotals>(Analysis.KindOneofCase.Meta, MetaQuestion.Check, new MetaProgram(), new MetaSite(), new MetaReport()),
        new AnalysisChoice(MultistateProgram.IsAsked, new AnalysisOf<MultistateTotals>(Analysis.KindOneofCase.Survfit, MultistateProgram.Check, new MultistateProgram(), new MultistateSite(), new MultistateReport()),
            new AnalysisOf<SurvfitTotals>(Analysis.KindOneofCase.Survfit, SurvfitCheck.Check, new SurvfitProgram(), new SurvfitSite(), new SurvfitReport())),
        new AnalysisOf<SurvdiffTotals>(Analysis.KindOneofCase.Survdiff, SurvdiffProgram.Check, new SurvdiffProgram(), new SurvdiffSite(), new SurvdiffReport()),
        new AnalysisOf<SurvfitTotals>(Analysis.KindOneofCase.Rmst, RmstProgram.Check, new RmstProgram(), new SurvfitSite(), new RmstReport()),
        new AnalysisChoice(CoxCauses.IsAsked, new AnalysisOf<CoxCausesTotals>(Analysis.KindOneofCase.Coxph, CoxCauses.Check, new CoxCausesProgram(), new CoxCausesSite(), new CoxCausesReport()),
            new AnalysisOf<CoxTotals>(Analysis.KindOneofCase.Coxph, CoxCheck.Check, new CoxProgram(), new CoxSite(), new CoxReport())),
        new AnalysisOf<CoxZphTotals>(Analysis.KindOneofCase.CoxZph, CoxZphProgram.Check, new CoxZphProgram(), new CoxZphSite(), new CoxZphReport()),
        new AnalysisOf<CumincTotals>(Analysis.KindOneofCase.Cuminc, CumincProgram.Check, new CumincProgram(), new CumincSite(), new CumincReport()),
        new AnalysisOf<CoxTotals>(Analysis.KindOneofCase.Finegray, FinegrayProgram.Check, new FinegrayProgram(), new FinegraySite(), new FinegrayReport()),
        new AnalysisOf<PairwiseSurvdiffTotals>(Analysis.KindOneofCase.PairwiseSurvdiff, PairwiseSurvdiffProgram.Check, new PairwiseSurvdiffProgram(), new PairwiseSurvdiffSite(), new PairwiseSurvdiffReport()),
        new AnalysisOf<PyearsTotals>(Analysis.KindOneofCase.Pyears, PyearsProgram.Check, new PyearsProgram(), new PyearsSite(), new PyearsReport()),
        FollowUp(Analysis.KindOneofCase.Followup, a => a.Followup.Formula, new FollowUpReport()),
        FollowUp(Analysis.KindOneofCase.Nrisk, a => a.Nrisk.Formula, new RiskReport()),
        new AnalysisOf<BasehazTotals>(Analysis.KindOneofCase.Basehaz, BasehazProgram.Check, new BasehazProgram(), new CoxZphSite(), new BasehazReport()),
        new AnalysisOf<ConcordanceTotals>(Analysis.KindOneofCase.Concordance, ConcordanceProgram.Check, new ConcordanceProgram(), new ConcordanceSite(), new ConcordanceReport()),
        new AnalysisOf<NetsurvTotals>(Analysis.KindOneofCase.Netsurv, NetsurvProgram.Check, new NetsurvProgram(), new NetsurvSite(), new NetsurvReport()),
        new AnalysisOf<SurvivalMetricsTotals>(Analysis.KindOneofCase.SurvivalMetrics, SurvivalMetricsProgram.Check, new SurvivalMetricsProgram(), new SurvivalMetricsSite(), new SurvivalMetricsReport()),
        new AnalysisOf<GlmTotals>(Analysis.KindOneofCase.Pexp, PexpQuestion.Check, new PexpProgram(), new PexpSite(), new PexpReport()),
        new AnalysisOf<IptwTotals>(Analysis.KindOneofCase.Iptw, IptwProgram.Check, new IptwProgram(), new IptwSite(), new IptwReport()),
        Covariance(Analysis.KindOneofCase.Prcomp, a => a.Prcomp.Formula, new PrcompReport()),
        new AnalysisOf<KmeansTotals>(Analysis.KindOneofCase.Kmeans, KmeansProgram.Check, new KmeansProgram(), new KmeansSite(), new KmeansReport()),
        new AnalysisOf<TrainTotals>(Analysis.KindOneofCase.Train, TrainCheck.Check, new TrainProgram(), new TrainSite(), new TrainReport()),
        new AnalysisOf<EvaluateTotals>(Analysis.KindOneofCase.Evaluate, EvaluateProgram.Check, new EvaluateProgram(), new TrainSite(), new EvaluateReport()),
    ];

    private static readonly Dictionary<Analysis.KindOneofCase, IAnalysis> Known = Analyses.ToDictionary(a => a.Kind);

    public static IReadOnlyCollection<IAnalysis> All => Known.Values;

    /// <exception cref="FedOncoException"><see cref="ErrorReason.NotYet"/> for an analysis of a later version.</exception>
    public static IAnalysis For(Question question) =>
        Known.TryGetValue(question.Analysis?.KindCase ?? Analysis.KindOneofCase.None, out var analysis)
            ? question.Weighting is null ? analysis : new WeightedAnalysis(analysis)
            : throw new FedOncoException(ErrorReason.NotYet, "This version cannot answer that analysis yet.");

    private static AnalysisOf<GroupCounts> Table(Analysis.KindOneofCase kind, Func<Analysis, Formula> formula, IReport<GroupCounts> report, int least = 2)
    {
        var program = new TableTestProgram(formula, least);
        return new AnalysisOf<GroupCounts>(kind, program.Check, program, new GroupCountsSite(), report);
    }

    private static AnalysisOf<GroupMoments> Moments(Analysis.KindOneofCase kind, Func<Analysis, Formula> formula, (int Least, int Most) groups, IReport<GroupMoments> report, Func<Analysis, int>? values = null)
    {
        var program = new GroupMomentsProgram(formula, groups, values ?? (_ => 2));
        return new AnalysisOf<GroupMoments>(kind, program.Check, program, new GroupMomentsSite(), report);
    }

    private static AnalysisOf<RankTotals> Ranks(Analysis.KindOneofCase kind, Func<Analysis, Formula> formula, int most, IReport<RankTotals> report)
    {
        var program = new RankTestProgram(formula, most);
        return new AnalysisOf<RankTotals>(kind, program.Check, program, new RankTestSite(), report);
    }

    private static AnalysisOf<SurvfitTotals> FollowUp(Analysis.KindOneofCase kind, Func<Analysis, Formula> formula, IReport<SurvfitTotals> report)
    {
        var program = new FollowUpProgram(formula);
        return new AnalysisOf<SurvfitTotals>(kind, program.Check, program, new SurvfitSite(), report);
    }

    private static AnalysisOf<CovarianceTotals> Covariance(Analysis.KindOneofCase kind, Func<Analysis, Formula> formula, IReport<CovarianceTotals> report)
    {
        var program = new CovarianceProgram(formula, 2, int.MaxValue);
        return new AnalysisOf<CovarianceTotals>(kind, program.Check, program, new CovarianceSite(), report);
    }
}
