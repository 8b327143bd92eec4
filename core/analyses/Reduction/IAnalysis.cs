using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>
/// An analysis as the hosts see it: a check of the specification, a program run by every party, a site's part, a report.
/// One line in <see cref="AnalysisRegistry"/> registers it.
/// </summary>
public interface IAnalysis
{
    /// <summary>The case of <see cref="Analysis.KindOneofCase"/> it answers.</summary>
    Analysis.KindOneofCase Kind { get; }

    /// <summary>Everything that is wrong with the question in itself: unknown variables, wrong types, forms that depend on the data.</summary>
    IReadOnlyList<SpecificationFault> Check(StudyContext context);

    /// <summary>Ordinary sequential code over totals; deterministic to the last bit on every machine.</summary>
    Task<object> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken);

    /// <summary>The site's part of a step; numbers of a length that the step fixes.</summary>
    Tally Sum(StudyContext context, Step step, SiteRun run);

    /// <summary>From the program's totals to the result tables, at the coordinator.</summary>
    Result Report(StudyContext context, object totals);
}
