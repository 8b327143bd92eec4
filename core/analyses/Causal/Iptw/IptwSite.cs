using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>The site's part of iptw() and of the weights of other calls.</summary>
internal sealed class IptwSite : ISitePart
{
    private static readonly GlmSite Glm = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => Sum(context.Question.Analysis.Iptw, context, step, run);

    public static Tally Sum(IptwSpec spec, StudyContext context, Step step, SiteRun run) => step switch
    {
        PartStep { Part: PropensityFit.Part } part => GuardedSite.Sum(IptwQuestion.Propensity(spec, context), part.Inner, run.Part(PropensityFit.Part), Glm.Sum),
        ArmsStep arms => arms.Sum(run),
        BalanceStep balance => balance.Sum(run, run.Part(PropensityFit.Part)),
        _ => throw new ArgumentException($"no step of iptw: {step.Name}"),
    };
}
