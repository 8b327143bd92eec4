using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.AnalysisSets;

/// <summary>One secure sum of counts.</summary>
public sealed class AnalysisSetProgram : IProgram<AnalysisSetTotals>
{
    public async Task<AnalysisSetTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = AnalysisSetQuestion.Of(context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var total = await federation.SumAsync(new AnalysisSetStep(question), cancellationToken).ConfigureAwait(false);
        if (total.Scalar("kept") == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "No row has a value for every variable of complete =. Leave out variables with many missing values.");
        var events = new double[question.Names.Count];
        var hidden = new bool[events.Length];
        for (var v = 0; v < events.Length; v++)
        {
            events[v] = question.Events[v] is null ? double.NaN : total.Block("events")[(2 * v) + 1];
            hidden[v] = context.IsGuarded && question.Events[v] is not null && !IsShown(v, total, new Thresholds(context.Terms));
        }

        return new AnalysisSetTotals(question.Names, total.Scalar("rows"), total.Scalar("kept"), total.Block("missing").ToArray(), events, hidden);
    }

    /// <summary>With and without the event: whoever knows n has both.</summary>
    private static bool IsShown(int variable, Total total, Thresholds thresholds)
    {
        ReadOnlySpan<double> patients = total.Block("patients"), sites = total.Block("sites");
        return thresholds.Cell(patients[2 * variable], sites[2 * variable]) && thresholds.Cell(patients[(2 * variable) + 1], sites[(2 * variable) + 1]);
    }
}
