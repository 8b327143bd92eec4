using System.Security.Cryptography;
using System.Text;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>Asks this site's IT where the policy wants it. A question that waits ends its run by name and holds up no other; once it is approved, the same call goes through.</summary>
internal sealed class ApprovalDesk(string site, Policy policy, Approvals approvals, TimeProvider clock)
{
    /// <exception cref="FedOncoException">ApprovalNeeded or Policy.</exception>
    public void RequireApproval(Admission admission, SiteRun run)
    {
        var study = admission.Contract.Study;
        var refusals = approvals.Refusals(study);
        var often = AskedPolicy.IsOften(policy, refusals);
        var mode = AskedPolicy.ApprovalOf(policy, AnalysisVersions.Of(admission.Contract.Question).Name, refusals);
        if (mode == Approval.Automatic) return;
        var id = IdOf(admission.Contract);
        switch (approvals.StateOf(id, clock.GetUtcNow()))
        {
            case "approved":
                if (mode == Approval.Always) approvals.UseUp(id);
                return;
            case "refused":
                throw new FedOncoException(ErrorReason.Policy, $"The IT of {site} refused this call.");
            default:
                approvals.Ask(QuestionOf(id, admission, run));
                throw new FedOncoException(ErrorReason.ApprovalNeeded, often
                    ? $"Several calls of {study} were refused by disclosure control, so {site} now decides on each call. Its IT sees it as {id[..16]}; ask again when it is approved."
                    : $"{site} decides on this call first. Its IT sees it as {id[..16]}; ask again when it is approved.");
        }
    }

    /// <summary>Who asks what, in full: shorter, two calls could be sought that share it. The history is not in it; its rules are checked again every time.</summary>
    private static string IdOf(Contract contract) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Hashes.Answer(contract), .. Encoding.UTF8.GetBytes(contract.Person)]));

    private ApprovalQuestion QuestionOf(string id, Admission admission, SiteRun run)
    {
        var (contract, context) = (admission.Contract, admission.Context);
        var preflight = new PreflightStep(PreflightPlan.Of(context));
        var patients = (int)PreflightSite.Sum(context with { History = [] }, new PreflightStep(), run).Block("patients")[0];
        return new ApprovalQuestion(id, contract.Study, contract.Person, CallLanguage.Print(contract.Question), patients, preflight.Layout.Blocks.Sum(b => (long)b.Length), context.History.Count, clock.GetUtcNow(), "waiting");
    }
}
