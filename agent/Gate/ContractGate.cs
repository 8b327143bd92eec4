using System.Runtime.InteropServices;
using FedOnco.Agent.Data;
using FedOnco.Agent.OwnModels;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Gate;

/// <summary>
/// The static part of the site's last word: may this contract run here? A refusal names a rule, never a data value. What depends
/// on data is decided by the program on verified totals, and with two sites on the site's own part before it leaves.
/// </summary>
internal sealed class ContractGate(string site, Policy policy, Catalogue catalogue, CohortLedger ledger, TrainedModels models, SnapshotGate snapshots, TimeProvider clock, Architecture? processor = null)
{
    /// <param name="contract">As offered.</param>
    /// <param name="history">Serialised earlier cohorts that came with it.</param>
    /// <exception cref="FedOncoException">Policy, or the reason that fits.</exception>
    public Admission Admit(Contract contract, IReadOnlyList<ByteString> history)
    {
        var analysis = AnalysisRegistry.For(contract.Question);
        var name = AnalysisVersions.Of(contract.Question);
        if (AskedPolicy.Refusals(policy, site, contract.Study, contract.Person, name.Name).FirstOrDefault() is { } reason) throw Refused(reason);
        if (contract.AlgorithmVersion != name.Version) throw Refused($"{site} has version {name.Version} of {name.Name}(), the contract asks for {contract.AlgorithmVersion}. Upgrade the older side.");
        var held = catalogue.Find(contract.Study, contract.Question.Data) ?? throw new FedOncoException(ErrorReason.UnknownDataset, $"{site} does not hold {contract.Question.Data}.");
        if (held.Problem is { } problem) throw new FedOncoException(problem.Reason, problem.Message);
        RequireBinding(contract, held);
        RequireTerms(contract, held);
        var question = RequireEarlierResults(contract) is { } trained ? ModelOutline.Filled(contract.Question, trained) : contract.Question;
        var isCompared = contract.Question.Analysis.Train?.Benefit == true;
        if (isCompared && !MlNetLearners.RunOn(processor ?? RuntimeInformation.ProcessArchitecture)) throw Refused($"{site} cannot compare with its own models: train(benefit = TRUE) needs an x64 processor there. Ask without benefit = TRUE.");
        var context = new StudyContext(question, held.Dataset, contract.Sites, contract.Terms) { History = held.Memory.Read(history, ContractForm.Earlier), Snapshots = contract.SnapshotHashes, Memory = held.Memory, OwnLearners = isCompared ? MlNetLearners.All : [] };
        if (analysis.Check(context) is [var fault, ..]) throw new FedOncoException(fault.Reason, fault.Message);
        if (ContractRules.Check(context) is [var forbidden, ..]) throw new FedOncoException(forbidden.Reason, forbidden.Message);
        RequireHistory(contract, context, held);
        RequireSet(contract, name);
        return new Admission(contract, held, context, analysis);
    }

    private void RequireBinding(Contract contract, HeldDataset held)
    {
        if (!contract.DictionaryHash.Span.SequenceEqual(held.DictionaryHash)) throw Refused($"{site} has another dictionary of {held.Dataset.Name}. Give every centre and the coordinator the same dictionary.yaml.");
        var position = contract.Sites.IndexOf(site);
        var ascending = contract.Sites.Zip(contract.Sites.Skip(1)).All(p => SiteOrder.Instance.Compare(p.First, p.Second) < 0);
        if (position < 0 || !ascending || contract.SnapshotHashes.Count != contract.Sites.Count) throw Refused($"The contract's list of sites is not one that {site} can take part in.");
        snapshots.RequireTogether(contract, position, held);
        if (contract.Expires is null || contract.Expires.ToDateTimeOffset() <= clock.GetUtcNow()) throw Refused("The contract has expired. Ask again.");
    }

    /// <summary>The model that evaluate() is of, as this site's own training run computed it; null for other calls.</summary>
    private TrainedModel? RequireEarlierResults(Contract contract)
    {
        var evaluate = contract.Question.Analysis?.Evaluate;
        if (evaluate is null && contract.EarlierResults.Count == 0) return null;
        if (evaluate?.Trained is null || contract.EarlierResults is not [var transcript] || !transcript.Span.SequenceEqual(evaluate.TranscriptHash.Span))
            throw new FedOncoException(ErrorReason.Protocol, "The contract's earlier results are not those of its question. Check that coordinator and agent have the same version.");
        return models.Find(contract.Study, transcript.Span) is { } own && ModelOutline.IsOf(evaluate, own) ? own
            : throw new FedOncoException(ErrorReason.ModelUnknown, $"No training run at {site} ended in this model of {contract.Study}. A model is evaluated where it was trained: train it again with {site} among the centres.");
    }

    private void RequireTerms(Contract contract, HeldDataset held)
    {
        var (terms, mine) = (contract.Terms, policy.Terms);
        if (terms is null || terms.MinimumPatients < mine.MinimumPatients || terms.MinimumSites < mine.MinimumSites || terms.MinimumCellSites < mine.MinimumCellSites)
            throw Refused($"The contract's thresholds are lower than the policy of {site} allows.");
        var open = terms.Profile == Profile.Open;
        if (open && (!held.Entry.IsPublic || !policy.IsOpen))
            throw Refused($"The open profile is for data that the catalogue marks public; at {site} {held.Dataset.Name} is not.");
        if (open) return;
        if (terms.Profile is not (Profile.Default or Profile.TwoCentres or Profile.Strict)) throw Refused("The contract names no disclosure profile.");
        if (terms.Resolution != Resolution.Grid && policy.Resolution != Resolution.Exact) throw Refused($"The policy of {site} does not allow exact resolution.");
        if (terms.SiteEffects && !policy.SiteEffects) throw Refused($"The policy of {site} does not allow the centre as a term.");
        if (terms.SiteEstimates && !policy.SiteEstimates) throw Refused($"The policy of {site} does not publish its own estimates.");
        if (policy.Differencing == Differencing.Strict && terms.Differencing != Differencing.Strict) throw Refused($"The policy of {site} asks for strict differencing.");
        if (contract.Sites.Count < 3 && policy.Profile != Profile.TwoCentres && !policy.IsOpen)
            throw Refused($"With two centres each learns the other's part. The policy of {site} does not opt in (profile: two-centres).");
    }

    /// <summary>The history that the coordinator shows holds everything that this site remembers, and every cohort can still be evaluated here.</summary>
    private void RequireHistory(Contract contract, StudyContext context, HeldDataset held)
    {
        if (!context.IsGuarded)
        {
            if (context.History.Count > 0) throw new FedOncoException(ErrorReason.Protocol, "Public data keep no history, but the contract came with one.");
            return;
        }

        var earlier = EarlierCohort.Recall(context);
        if (!contract.HistoryHash.Span.SequenceEqual(context.Memory.Hash(context))) throw new FedOncoException(ErrorReason.HistoryIncomplete, "The history that came with the contract is not the one that it names. Ask again.");
        if (context.History.Count >= CohortLedger.MostEntries) throw Refused($"{CohortLedger.MostEntries} cohorts of {held.Dataset.Name} were asked for; no more can be told apart. The study needs a new dataset name.");
        var offered = earlier.ToDictionary(e => e.Hash, e => e.Entry.State, HashEquality.Instance);
        var remembered = ledger.Entries(contract.Study, contract.Question.Data);
        if (remembered.Any(e => !offered.ContainsKey(e.Hash)) && !ledger.Knows(Hashes.Contract(contract)))
            throw new FedOncoException(ErrorReason.HistoryIncomplete, $"{site} remembers an earlier cohort of {held.Dataset.Name} that the contract leaves out. Ask again; if it goes on, the coordinator's record was restored or changed.");
        if (remembered.Any(e => e.IsOwn(site) && offered.TryGetValue(e.Hash, out var told) && !IsTrue(told, e.State)))
            throw new FedOncoException(ErrorReason.HistoryIncomplete, $"The contract says of an earlier cohort of {held.Dataset.Name} that it was answered, or refused, and {site} remembers otherwise. Ask again; if it goes on, the coordinator's record was restored or changed.");
        var known = remembered.Select(e => e.Hash).ToHashSet(HashEquality.Instance);
        foreach (var before in earlier) RequireComparable(contract, before, known, held);
    }

    /// <summary>"Answered" spares a comparison and "refused" a cut, so neither may be claimed against what this site knows.</summary>
    private static bool IsTrue(CohortState told, CohortState known) => told switch
    {
        CohortState.Answered => known == CohortState.Answered,
        CohortState.Refused => known != CohortState.Answered,
        _ => true,
    };

    private void RequireSet(Contract contract, CallForm call)
    {
        if (contract.Question.Set is not { } set || policy.ModelsPerSet == 0 || !IsModel(call)) return;
        if (ledger.ModelsWith(contract.Study, contract.Question.Data, Hashes.Set(set), Hashes.Answer(contract)) > policy.ModelsPerSet)
            throw Refused($"{policy.ModelsPerSet} models were fitted to the rows of {set.Name}, and the policy of {site} allows no more (models_per_set).");
    }

    /// <summary>Descriptions and tests of a set are not counted.</summary>
    internal static bool IsModel(CallForm call) => call.Family is not ("Descriptive" or "Tests");

    private void RequireComparable(Contract contract, EarlierCohort before, HashSet<byte[]> known, HeldDataset held)
    {
        var entry = before.Entry;
        // Most rest on the same data of the same centres.
        if (entry.Sites.Equals(contract.Sites) && entry.SnapshotHashes.Equals(contract.SnapshotHashes) && entry.Refreshes.Equals(contract.Refreshes)) return;
        if (History.IsOfTooFew(contract.Sites, entry.Sites, contract.Terms.MinimumSites))
            throw Refused("An earlier answer rests on other centres: the difference would be the numbers of too few of them. Ask with the same centres.");
        snapshots.RequireComparable(contract, before, known.Contains(before.Hash), held);
    }

    private static FedOncoException Refused(string message) => new(ErrorReason.Policy, message);
}
