using FedOnco.Agent.Data;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>
/// The static part of the site's last word: may this contract run here? A refusal names a rule, never a data value. The
/// thresholds themselves are required on verified totals by the program.
/// </summary>
internal sealed class ContractGate(string site, Policy policy, Catalogue catalogue, TimeProvider clock)
{
    /// <exception cref="FedOncoException">Policy, or the reason that fits.</exception>
    public (HeldDataset Held, StudyContext Context, IAnalysis Analysis) Admit(Contract contract)
    {
        if (!Policy.Allows(policy.Studies, contract.Study)) throw Refused($"The policy of {site} does not allow study {contract.Study}.");
        if (!Policy.Allows(policy.People, contract.Person)) throw Refused($"The policy of {site} does not allow {contract.Person}.");
        var analysis = AnalysisRegistry.For(contract.Question);
        var name = AnalysisVersions.Of(contract.Question);
        if (!Policy.Allows(policy.Analyses, name.Name)) throw Refused($"The policy of {site} does not allow {name.Name}().");
        if (contract.AlgorithmVersion != name.Version) throw Refused($"{site} has version {name.Version} of {name.Name}(), the contract asks for {contract.AlgorithmVersion}. Upgrade the older side.");
        var held = catalogue.Find(contract.Study, contract.Question.Data) ?? throw new FedOncoException(ErrorReason.UnknownDataset, $"{site} does not hold {contract.Question.Data}.");
        if (held.Problem is { } problem) throw new FedOncoException(problem.Reason, problem.Message);
        RequireBinding(contract, held);
        RequireTerms(contract.Terms, held);
        var context = new StudyContext(contract.Question, held.Dataset, contract.Sites, contract.Terms);
        if (analysis.Check(context) is [var fault, ..]) throw new FedOncoException(fault.Reason, fault.Message);
        return (held, context, analysis);
    }

    private void RequireBinding(Contract contract, HeldDataset held)
    {
        if (!contract.DictionaryHash.Span.SequenceEqual(held.DictionaryHash)) throw Refused($"{site} has another dictionary of {held.Dataset.Name}. Give every centre and the coordinator the same dictionary.yaml.");
        var position = contract.Sites.IndexOf(site);
        var ascending = contract.Sites.Zip(contract.Sites.Skip(1)).All(p => SiteOrder.Instance.Compare(p.First, p.Second) < 0);
        if (position < 0 || !ascending || contract.SnapshotHashes.Count != contract.Sites.Count) throw Refused($"The contract's list of sites is not one that {site} can take part in.");
        if (!contract.SnapshotHashes[position].Span.SequenceEqual(held.SnapshotHash)) throw Refused($"The data of {site} changed since the contract was made. Ask again.");
        if (contract.Expires is null || contract.Expires.ToDateTimeOffset() <= clock.GetUtcNow()) throw Refused("The contract has expired. Ask again.");
        if (contract.EarlierResults.Count > 0) throw Refused($"{site} cannot check earlier results yet.");
    }

    private void RequireTerms(DisclosureTerms? terms, HeldDataset held)
    {
        if (terms is null || terms.MinimumPatients < policy.MinimumPatients || terms.MinimumSites < policy.MinimumSites)
            throw Refused($"The contract's thresholds are lower than the policy of {site} allows.");
        var open = terms.Profile == Profile.Open;
        if (open && (!held.Entry.IsPublic || policy.Profile != Profile.Open))
            throw Refused($"The open profile is for data that the catalogue marks public; at {site} {held.Dataset.Name} is not.");
    }

    private static FedOncoException Refused(string message) => new(ErrorReason.Policy, message);
}
