using FedOnco.Agent.Data;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Gate;

/// <summary>Where a call stands by what this site remembers: its cohorts in the ledger, models of its set, its approval. No patient is read.</summary>
/// <param name="Refusals">Why the gate would refuse it whatever the data are.</param>
/// <param name="Ledger">Its cohorts, and what they are compared with.</param>
/// <param name="Set">Models of its analysis set; empty for a call on a dataset.</param>
/// <param name="Approval">Whether it would wait for this site's IT, and what was asked already.</param>
internal sealed record CallStanding(IReadOnlyList<string> Refusals, IReadOnlyList<string> Ledger, string Set, IReadOnlyList<string> Approval)
{
    private const int ShownQuestions = 3;

    private const int ShownCohorts = 5;

    /// <param name="record">What this site remembers.</param>
    /// <param name="policy">Of this site.</param>
    /// <param name="site">Its id.</param>
    /// <param name="question">The call, with the rows of its set.</param>
    /// <param name="call">Its canonical form.</param>
    /// <param name="entry">The catalogue's entry of its dataset.</param>
    /// <param name="dataset">The dictionary's entry of it.</param>
    /// <param name="now">Time.</param>
    public static CallStanding Of(SiteRecord record, Policy policy, string site, Question question, string call, CatalogueEntry entry, Dataset dataset, DateTimeOffset now)
    {
        var refusals = new List<string>();
        var form = AnalysisVersions.Of(question);
        var ledger = LedgerOf(record, policy, site, question, entry.Study, dataset, refusals);
        var set = question.Set is { } rows ? SetOf(record.Ledger, policy, site, form, entry.Study, dataset.Name, rows, refusals) : "";
        return new CallStanding(refusals, ledger, set, [.. ApprovalOf(record.Approvals, policy, form.Name, entry.Study, call, now)]);
    }

    private static List<string> LedgerOf(SiteRecord record, Policy policy, string site, Question question, string study, Dataset dataset, List<string> refusals)
    {
        if (policy.IsOpen) return ["public data: no cohort is kept or compared"];
        if (record.Ledger is not { } ledger) return [$"none yet: {site} has admitted no call"];
        var history = ledger.Cohorts(study, dataset.Name);
        var used = $"{history.Count} of {CohortLedger.MostEntries} cohorts of {dataset.Name} are used";
        if (history.Count >= CohortLedger.MostEntries) refusals.Add($"{CohortLedger.MostEntries} cohorts of {dataset.Name} were asked for; no more can be told apart. The study needs a new dataset name.");
        if (history.Count == 0) return [$"{used}; there is nothing to compare with"];
        try
        {
            return Compared(used, question, dataset, policy, history, site, record.Rows?.Current(study, dataset.Name));
        }
        catch (FedOncoException fault)
        {
            refusals.Add(fault.Message);
            return [used];
        }
    }

    /// <summary>As the preflight would plan it, at the centres of most earlier cohorts: which will take part is not known here.</summary>
    private static List<string> Compared(string used, Question question, Dataset dataset, Policy policy, IReadOnlyList<HistoryEntry> history, string site, KeptSnapshot? current)
    {
        var sites = history.GroupBy(e => string.Join(' ', e.Sites), StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().First().Sites;
        var context = new StudyContext(question, dataset, sites, policy.Terms) { History = history, Snapshots = SnapshotsOf(history, sites, site, current) };
        var plan = PreflightPlan.Of(context)!; // Only the open profile has none, and it was dealt with.
        var known = EarlierCohort.Recall(context).Where(e => e.IsOnRowsOf(context)).GroupBy(e => e.Cohort.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(e => e.Entry.State).MinBy(s => s == CohortState.Unspecified ? CohortState.Refused + 1 : s), StringComparer.Ordinal);
        var states = plan.Cohorts.GroupBy(c => StateOf(c.Cohort, known), StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}").Order(StringComparer.Ordinal);
        var elsewhere = history.Count(e => !e.Sites.SequenceEqual(sites));
        var before = plan.Earlier.Count(e => e.IsBeforeRefreshOf(context));
        return
        [
            $"{used}; this call has {plan.Cohorts.Count}: {string.Join(", ", states)}",
            $"compared ({policy.Differencing.ToString().ToLowerInvariant()}) with {plan.Earlier.Count} of {history.Count} earlier cohorts, reckoned with {string.Join(", ", sites)}{(elsewhere > 0 ? $"; {elsewhere} rest on other centres" : "")}{(before > 0 ? $"; {before} of the compared rest on data before a refresh" : "")}",
            .. plan.Earlier.Take(ShownCohorts).Select(e => $"compared with: {Told(e.Cohort.Spec)} ({OutcomeOf(e.Entry.State)}{(e.IsBeforeRefreshOf(context) ? ", before a refresh" : "")})"),
            .. plan.Earlier.Count > ShownCohorts ? [$"compared with: {plan.Earlier.Count - ShownCohorts} more"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Those of the latest refresh that was asked about, with this site's own as they are now: the others' are not known here.</summary>
    private static List<ByteString> SnapshotsOf(IReadOnlyList<HistoryEntry> history, IReadOnlyList<string> sites, string site, KeptSnapshot? current)
    {
        var snapshots = history.Where(e => e.Sites.SequenceEqual(sites)).MaxBy(e => e.Refreshes.DefaultIfEmpty().Max())?.SnapshotHashes.ToList() ?? [];
        var own = sites.ToList().IndexOf(site);
        if (current is not null && own >= 0 && own < snapshots.Count) snapshots[own] = ByteString.CopyFrom(current.Hash);
        return snapshots;
    }

    /// <summary>A cohort in words: its condition, what needs a value, how it is cut.</summary>
    private static string Told(CohortSpec spec) =>
        (spec.Subset is { } condition ? $"rows where {condition.ToText()}" : "all rows")
        + (spec.Complete.Count > 0 ? $" with {string.Join(", ", spec.Complete.Select(e => e.ToText()))}" : "")
        + (spec.Cells.Count > 0 ? $" by {string.Join(", ", spec.Cells.Select(e => e.ToText()))}" : "");

    private static string OutcomeOf(CohortState state) => state switch
    {
        CohortState.Answered => "answered",
        CohortState.Refused => "refused",
        _ => "outcome not known here",
    };

    private static string StateOf(Cohort cohort, Dictionary<string, CohortState> known) => !known.TryGetValue(cohort.Key, out var state) ? "new" : state switch
    {
        CohortState.Answered => "answered before",
        CohortState.Refused => "refused before",
        _ => "asked for before, outcome not known here",
    };

    private static string SetOf(CohortLedger? ledger, Policy policy, string site, CallForm form, string study, string dataset, AnalysisSet set, List<string> refusals)
    {
        if (!ContractGate.IsModel(form)) return $"{set.Name}: {form.Name}() is no model and is not counted";
        var models = ledger?.Models(study, dataset, Hashes.Set(set)) ?? 0;
        var asked = $"{set.Name}: models asked for on its rows: {models}";
        if (policy.ModelsPerSet == 0) return $"{asked}; the policy sets no limit (models_per_set)";
        var left = Math.Max(0, policy.ModelsPerSet - models);
        if (left == 0) refusals.Add($"{models} models were fitted to the rows of {set.Name}, and the policy of {site} allows {policy.ModelsPerSet} (models_per_set). Only one of these goes through again.");
        return $"{asked} of {policy.ModelsPerSet} (models_per_set), {left} left";
    }

    private static IEnumerable<string> ApprovalOf(Approvals? approvals, Policy policy, string analysis, string study, string call, DateTimeOffset now)
    {
        var refusals = approvals?.Refusals(study) ?? 0;
        yield return AskedPolicy.ApprovalOf(policy, analysis, refusals) switch
        {
            Gate.Approval.Always when AskedPolicy.IsOften(policy, refusals) => $"waits: {refusals} calls of {study} were refused by disclosure control, so this site's IT decides on each",
            Gate.Approval.Always => "waits: this site's IT decides every time",
            Gate.Approval.Contract => "waits, unless this very call was approved",
            _ => policy.IsOpen ? "does not wait" : $"does not wait; {refusals} of {policy.MostRefusals} refusals after which each call of {study} does",
        };
        foreach (var asked in (approvals?.Of(study, call, now) ?? []).Take(ShownQuestions)) yield return $"{asked.Id[..16]} {asked.State}, asked by {asked.Person} {asked.Asked:yyyy-MM-dd}; holds for the same data, centres and person";
    }
}
