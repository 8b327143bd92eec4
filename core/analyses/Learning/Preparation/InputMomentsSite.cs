using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>The site's part of <see cref="InputMomentsStep"/>.</summary>
internal static class InputMomentsSite
{
    public static Tally Sum(InputMomentsStep step, string patientKey, SiteRun run)
    {
        var rows = LearningRows.Of(step.Question, patientKey, run);
        var training = rows.Split(step.Partition).Training;
        var tally = new Tally(step.Layout);
        Span<double> sums = tally.Block("sums"), squares = tally.Block("squares");
        for (var f = 0; f < step.Imputed.Length; f++)
        {
            if (step.Question.Features[f].IsCategory) continue;
            var (centre, half) = InputMomentsStep.Range(step.Question.Features[f]);
            foreach (var i in training)
            {
                var value = rows.Features[f][i];
                var x = ((double.IsNaN(value) ? step.Imputed[f] : value) - centre) / half;
                sums[f] += x;
                squares[f] += x * x;
            }
        }

        return tally;
    }
}
