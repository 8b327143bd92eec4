using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survdiff;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>The frame, then one sum.</summary>
internal sealed class PairwiseSurvdiffProgram : IProgram<PairwiseSurvdiffTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.PairwiseSurvdiff;
        SubsetCheck.Add(context, faults);
        SurvdiffQuestion.Of(spec.Formula, context, faults);
        if (!double.IsFinite(spec.Rho)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "rho = is a finite number: 0 for the log-rank test, 1 for Peto and Peto's."));
        return faults;
    }

    public async Task<PairwiseSurvdiffTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.PairwiseSurvdiff;
        var question = SurvdiffQuestion.Of(spec.Formula, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var counts = SurvdiffProgram.CountsStep(frame, question, spec.Rho);
        Step step = question.BySite ? new PairwiseSurvdiffStep(counts) : counts;
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        string[] labels = [.. Enumerable.Range(0, (int)counts.Groups.Count).Select(counts.Groups.Label)];
        if (question.BySite) return new PairwiseSurvdiffTotals(labels, total.Block("n").ToArray(), total.Block("difference").ToArray(), total.Block("variance").ToArray());
        var tests = PairTests.Of(total.Block("events"), total.Block("censored"), labels.Length, (int)counts.Strata.Count, spec.Rho);
        return new PairwiseSurvdiffTotals(labels, tests.Patients, tests.Difference, tests.Variance) { Note = question.Response.Lattice.Note };
    }
}
