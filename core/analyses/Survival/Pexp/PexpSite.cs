using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pexp;

/// <summary>The site's part: that of the Poisson regression on split rows.</summary>
internal sealed class PexpSite : ISitePart
{
    private readonly GlmSite _glm = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        if (step is not PartStep part) throw new ArgumentException($"no step of pexp: {step.Name}");
        var split = run.Part(PexpProgram.Part, rows => new SplitRows(rows, Response(context), context.Question.Analysis.Pexp.Cuts));
        return part.Inner is IntervalsStep intervals ? intervals.Sum(split) : GuardedSite.Sum(PexpQuestion.Split(context), part.Inner, split, _glm.Sum);
    }

    private static SurvivalResponse Response(StudyContext context) =>
        SurvivalResponse.Of(context.Question.Analysis.Pexp.Formula, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
}
