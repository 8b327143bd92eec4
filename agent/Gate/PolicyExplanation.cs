using FedOnco.Agent.Data;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>What this site's policy makes of a call, decided from call, dictionary and policy; no patient is read.</summary>
/// <param name="Refusals">Why the call would be refused whatever the data are; empty where the data decide.</param>
/// <param name="Rules">Rules that the verified totals have to meet.</param>
/// <param name="Leaves">What would leave, masked.</param>
internal sealed record PolicyExplanation(IReadOnlyList<string> Refusals, IReadOnlyList<string> Rules, IReadOnlyList<string> Leaves)
{
    /// <param name="policy">Of this site.</param>
    /// <param name="site">Its id.</param>
    /// <param name="question">The call.</param>
    /// <param name="entry">The catalogue's entry of its dataset.</param>
    /// <param name="dataset">The dictionary's entry of it.</param>
    /// <param name="person">Who asks; null for anybody.</param>
    /// <param name="sites">Number of centres to reckon with; this site is one of them.</param>
    public static PolicyExplanation Of(Policy policy, string site, Question question, CatalogueEntry entry, Dataset dataset, string? person, int sites)
    {
        var context = new StudyContext(question, dataset, Sites(site, sites), policy.Terms);
        var form = AnalysisVersions.Of(question);
        var refusals = AskedPolicy.Refusals(policy, site, entry.Study, person, form.Name).ToList();
        if (policy.IsOpen && !entry.IsPublic) refusals.Add($"The open profile is for data that the catalogue marks public; at {site} {dataset.Name} is not.");
        if (sites < 3 && policy.Profile != Profile.TwoCentres && !policy.IsOpen) refusals.Add($"With two centres each learns the other's part. The policy of {site} does not opt in (profile: two-centres).");
        var faults = AnalysisRegistry.For(question).Check(context);
        refusals.AddRange(faults.Count > 0 ? faults.Select(f => f.Message) : ContractRules.Check(context).Select(f => f.Message));
        return faults.Count > 0 ? new PolicyExplanation(refusals, [], []) : Planned(policy, form, context, refusals);
    }

    private static PolicyExplanation Planned(Policy policy, CallForm form, StudyContext context, List<string> refusals)
    {
        try
        {
            var plan = PreflightPlan.Of(context);
            var layout = new PreflightStep(plan, RequiredVariable.Of(context)).Layout;
            return new PolicyExplanation(refusals, [.. RulesOf(policy, form, plan)], [.. layout.Blocks.Where(b => b.Length > 0).Select(b => $"{b.Name}: {b.Length}")]);
        }
        catch (FedOncoException fault)
        {
            return new PolicyExplanation([.. refusals, fault.Message], [], []);
        }
    }

    private static IEnumerable<string> RulesOf(Policy policy, CallForm form, PreflightPlan? plan)
    {
        if (plan is null)
        {
            yield return "open profile: public data, no rule of disclosure control applies";
            yield break;
        }

        foreach (var cohort in plan.Cohorts) yield return $"{RowsOf(cohort.Cohort)}: {RuleOf(cohort.Rule, policy)}";
        if (form.Family is "Regression" or "Survival")
            yield return $"models: residual degrees of freedom at least {NumberText.Of(ModelGuard.LeastResidual)}, at least {NumberText.Of(ModelGuard.LeastForEach)} rows (and events) for each parameter, leverage at most {NumberText.Of(LeverageStep.MostLeverage)}; otherwise refused";
        yield return policy.Differencing == Differencing.Strict
            ? $"differencing strict: every part into which all answered cohorts cut the patients has none or at least {policy.MinimumPatients}; otherwise refused"
            : $"differencing pairwise: the same patients as an earlier answer, or at least {policy.MinimumPatients} others at {policy.MinimumSites} sites; otherwise refused";
        if (form.Name == "meta") yield return "each of these rules holds for this site's own patients and its own fit; otherwise the whole call is refused; this site's estimates are shown to every party";
        if (policy.Profile == Profile.TwoCentres) yield return "two centres: each of these rules holds for this site's own patients too; otherwise the whole call is refused";
        yield return $"approval: {ApprovalOf(policy, form.Name)}";
    }

    private static string ApprovalOf(Policy policy, string analysis) => policy.ApprovalOf.GetValueOrDefault(analysis, policy.Approval) switch
    {
        Approval.Always => "this site's IT decides every time",
        Approval.Contract => "this site's IT decides once for this call",
        _ => $"automatic, until {policy.MostRefusals} calls of the study were refused by disclosure control",
    };

    private static string RowsOf(Cohort cohort)
    {
        var rows = cohort.Spec.Subset is { } subset ? $"patients with {subset.ToText()}" : "all patients";
        if (cohort.Spec.Complete.Count > 0) rows += $" and a value of {string.Join(", ", cohort.Spec.Complete.Select(c => c.ToText()))}";
        return cohort.Spec.Cells.Count > 0 ? $"{rows}, cut into {cohort.Cells} groups by {string.Join(", ", cohort.Spec.Cells.Select(c => c.ToText()))}" : rows;
    }

    private static string RuleOf(CellRule rule, Policy policy)
    {
        var enough = $"at least {policy.MinimumPatients} patients at {(rule == CellRule.Hidden && policy.CellMinimumSites > 0 ? policy.CellMinimumSites : policy.MinimumSites)} sites";
        return rule switch
        {
            CellRule.Levels => $"each group has none or {enough}; otherwise refused",
            CellRule.Events => $"all events together are none or {enough}; otherwise refused",
            CellRule.Hidden when policy.Profile == Profile.TwoCentres => $"each group has none or {enough}; otherwise refused",
            CellRule.Hidden => $"a group without {enough} is hidden, with others that would give it away",
            _ => $"{enough}; otherwise refused",
        };
    }

    private static List<string> Sites(string site, int count) => [.. Enumerable.Range(2, count - 1).Select(k => $"{site}-{k}").Prepend(site).Order(SiteOrder.Instance)];
}
