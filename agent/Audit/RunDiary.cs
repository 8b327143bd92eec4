using System.Security.Cryptography;
using FedOnco.Agent.Data;
using FedOnco.Agent.State;
using FedOnco.Analyses.Reduction;
using FedOnco.Audit;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Audit;

/// <summary>Writes the life of a run into the audit log: names, hashes and sizes; never a value.</summary>
internal sealed class RunDiary(AuditLog log, TimeProvider clock)
{
    /// <summary>The agent starts, with this policy.</summary>
    public void Started(byte[] policy) => log.Append("start", clock.GetUtcNow(), json =>
    {
        json.WriteString("version", Product.Version);
        json.WriteString("policy", Convert.ToHexStringLower(SHA256.HashData(policy)));
    });

    /// <summary>Notes each dataset whose data are others than when this site last started: as a refresh, or as a change that ends calls on it.</summary>
    public void Held(IEnumerable<HeldDataset> datasets, Snapshots snapshots)
    {
        foreach (var held in datasets)
        {
            var (study, dataset) = (held.Entry.Study, held.Entry.Dataset);
            var before = snapshots.Last(study, dataset);
            if (held.Problem is { } problem)
            {
                if (before is { } frozen && problem.Reason == ErrorReason.HistoryUnavailable) Changed("change", held, frozen.Hash);
                continue;
            }

            if (before is { } same && same.Refresh == held.Refresh && same.Hash.AsSpan().SequenceEqual(held.SnapshotHash)) continue;
            // The log first: a crash in between notes a refresh twice, never not at all.
            if (before is { } last) Changed("refresh", held, last.Hash);
            snapshots.Keep(study, dataset, held.SnapshotHash, held.Refresh);
        }
    }

    /// <summary>What this site's IT decided since the last call.</summary>
    public void Decided(ApprovalDecision decision) => log.Append("approval", decision.Time, json =>
    {
        json.WriteString("question", decision.Id);
        json.WriteString("decision", decision.Decision);
    });

    public void Admitted(ByteString bytes, Contract contract) => log.Append("contract", clock.GetUtcNow(), json =>
    {
        json.WriteString("contract", Name(bytes));
        json.WriteString("study", contract.Study);
        json.WriteString("person", contract.Person);
        json.WriteString("data", contract.Question.Data);
        json.WriteString("analysis", AnalysisVersions.Of(contract.Question).Name);
        json.WriteString("history", Convert.ToHexStringLower(contract.HistoryHash.Span));
        json.WriteString("sites", string.Join(' ', contract.Sites));
        json.WriteString("coordinator", $"{contract.AuditSize}:{Convert.ToHexStringLower(contract.AuditRoot.Span)}");
    });

    public void Refused(ByteString bytes, Contract contract, ErrorReason reason) => log.Append("refusal", clock.GetUtcNow(), json =>
    {
        json.WriteString("contract", Name(bytes));
        json.WriteString("study", contract.Study);
        json.WriteString("person", contract.Person);
        json.WriteString("reason", reason.WireName());
    });

    /// <summary>A masked sum leaves: which step, how many numbers.</summary>
    public void Sent(ByteString bytes, ulong index, Step step) => log.Append("sum", clock.GetUtcNow(), json =>
    {
        json.WriteString("contract", Name(bytes));
        json.WriteNumber("index", index);
        json.WriteString("step", step.Name);
        json.WriteString("hash", Convert.ToHexStringLower(step.Hash()));
        json.WriteString("layout", string.Join(' ', step.Layout.Blocks.Where(b => b.Length > 0).Select(b => $"{b.Name}:{b.Length}")));
    });

    public void Ended(ByteString bytes, string outcome) => log.Append("end", clock.GetUtcNow(), json =>
    {
        json.WriteString("contract", Name(bytes));
        json.WriteString("outcome", outcome);
    });

    private static string Name(ByteString contract) => Convert.ToHexStringLower(Hashes.Contract(contract.Span));

    private void Changed(string kind, HeldDataset held, byte[] before) => log.Append(kind, clock.GetUtcNow(), json =>
    {
        json.WriteString("study", held.Entry.Study);
        json.WriteString("data", held.Entry.Dataset);
        json.WriteNumber("number", held.Refresh);
        json.WriteString("before", Convert.ToHexStringLower(before));
        json.WriteString("snapshot", Convert.ToHexStringLower(held.SnapshotHash));
    });
}
