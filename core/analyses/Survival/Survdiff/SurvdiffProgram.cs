using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>The frame, then one sum.</summary>
public sealed class SurvdiffProgram : IProgram<SurvdiffTotals>
{
    private const int MostCells = 1 << 22;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var spec = context.Question.Analysis.Survdiff;
        if (SurvdiffQuestion.Of(spec.Formula, context, faults) is { Groups.Count: > 1 } && spec.Trend)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "trend = TRUE needs one grouping variable with levels in order.", spec.Formula.Right));
        if (!double.IsFinite(spec.Rho)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "rho = is a finite number: 0 for the log-rank test, 1 for Peto and Peto's."));
        return faults;
    }

    public async Task<SurvdiffTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = SurvdiffQuestion.Of(context.Question.Analysis.Survdiff.Formula, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var rho = context.Question.Analysis.Survdiff.Rho;
        var step = CountsStep(frame, question, rho);
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        string[] labels = [.. Enumerable.Range(0, (int)step.Groups.Count).Select(step.Groups.Label)];
        if (question.BySite) return new SurvdiffTotals(labels, total.Block("n").ToArray(), total.Block("observed").ToArray(), total.Block("expected").ToArray(), total.Block("variance").ToArray());
        var test = SurvdiffStep.Compare(total.Block("events"), total.Block("censored"), labels.Length, (int)step.Strata.Count, rho);
        return new SurvdiffTotals(labels, test.N, test.Observed, test.Expected, test.Variance) { Note = question.Response.Lattice.Note };
    }

    /// <summary>The sum of a comparison of groups.</summary>
    internal static SurvdiffStep CountsStep(ModelFrame frame, SurvdiffQuestion question, double rho)
    {
        GroupLabels groups = new(question.Groups, frame), strata = new(question.Strata, frame);
        if (groups.Count * strata.Count * question.Response.Lattice.Cells > MostCells)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many groups and strata for this many time points. Use fewer, or cut() them.");
        return new SurvdiffStep(frame, question, groups, strata, rho);
    }
}
