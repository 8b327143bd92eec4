using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>One row, as R's concordance() prints it.</summary>
public sealed class ConcordanceReport : IReport<ConcordanceTotals>
{
    public Result Report(StudyContext context, ConcordanceTotals totals)
    {
        var spec = context.Question.Analysis.Concordance;
        var pairs = totals.Concordant + totals.Discordant + totals.TiedScore;
        if (pairs == 0) throw new FedOncoException(ErrorReason.NoEvents, "No two patients can be compared: nobody is at risk when another has the event. Widen the subset.");
        // R's concordance counts a long time with a high value as concordant unless reversed; a Cox model is.
        var (with, against) = spec.Fit || spec.Reverse ? (totals.Concordant, totals.Discordant) : (totals.Discordant, totals.Concordant);
        var result = new Result
        {
            Tidy = new TableBuilder().Numbers("estimate", [(with + (totals.TiedScore / 2)) / pairs]).Numbers("std.error", [totals.Error])
                .Numbers("concordant", [with]).Numbers("discordant", [against]).Numbers("tied.x", [totals.TiedScore]).Numbers("tied.y", [totals.TiedTime]).Numbers("tied.xy", [totals.TiedBoth])
                .Build(),
        }.With("n", totals.N).With("bound", totals.Bound);
        if (totals.Bound > 0) result.Notes.Add($"scores are compared in bins that all centres share: C lies within {NumberText.Significant(totals.Bound, 2)} of that of unbinned scores (strata(site) compares exactly, inside each centre)");
        if (totals.Note is { } note) result.Notes.Add(note);
        return result;
    }
}
