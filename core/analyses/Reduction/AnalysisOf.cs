using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>Ties the typed program, site part and report of an analysis together for the registry.</summary>
/// <typeparam name="TTotals">What the program ends in.</typeparam>
public sealed class AnalysisOf<TTotals>(
    Analysis.KindOneofCase kind,
    Func<StudyContext, IReadOnlyList<SpecificationFault>> check,
    IProgram<TTotals> program,
    ISitePart site,
    IReport<TTotals> report) : IAnalysis
    where TTotals : notnull
{
    public Analysis.KindOneofCase Kind => kind;

    public IReadOnlyList<SpecificationFault> Check(StudyContext context) => check(context);

    public async Task<object> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) =>
        await program.RunAsync(context, federation, cancellationToken).ConfigureAwait(false);

    public Tally Sum(StudyContext context, Step step, SiteRun run) => site.Sum(context, step, run);

    public Result Report(StudyContext context, object totals) => report.Report(context, (TTotals)totals);
}
