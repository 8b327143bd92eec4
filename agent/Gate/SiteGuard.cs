using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Agent.Gate;

/// <summary>The last look at a tally before it is masked: with two sites the other one can subtract its own part, so every rule holds for this site alone.</summary>
internal static class SiteGuard
{
    /// <exception cref="Protos.FedOncoException">Disclosure.</exception>
    public static Tally Sum(IAnalysis analysis, StudyContext context, Step step, SiteRun run)
    {
        var tally = QuestionProgram.Sum(analysis, context, step, run);
        if (context.Sites.Count == 2 && step is PreflightStep preflight) PreflightRules.RequireAlone(context, preflight, tally);
        return tally;
    }
}
