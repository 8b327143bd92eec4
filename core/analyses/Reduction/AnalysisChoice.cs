using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>A call with two forms, told apart by question and dictionary alone: each is an analysis of its own.</summary>
internal sealed class AnalysisChoice(Func<StudyContext, bool> isFirst, IAnalysis first, IAnalysis second) : IAnalysis
{
    public Analysis.KindOneofCase Kind => second.Kind;

    public IReadOnlyList<SpecificationFault> Check(StudyContext context) => Of(context).Check(context);

    public Task<object> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) => Of(context).RunAsync(context, federation, cancellationToken);

    public Tally Sum(StudyContext context, Step step, SiteRun run) => Of(context).Sum(context, step, run);

    public Result Report(StudyContext context, object totals) => Of(context).Report(context, totals);

    private IAnalysis Of(StudyContext context) => isFirst(context) ? first : second;
}
