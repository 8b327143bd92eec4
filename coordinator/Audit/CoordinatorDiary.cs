using System.Text.Json;
using FedOnco.Analyses.Reduction;
using FedOnco.Audit;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Audit;

/// <summary>The coordinator's log: who was entered, what was asked, added and ended. Names and hashes; never a total, a result or a token.</summary>
internal sealed class CoordinatorDiary : IDisposable
{
    private readonly Store _store;
    private readonly TimeProvider _clock;
    private readonly AuditLog _log;
    private readonly Lock _lock = new();
    private bool _closed;

    public CoordinatorDiary(Store store, TimeProvider clock)
    {
        (_store, _clock, _log) = (store, clock, AuditLog.Open(store.Folder));
        _log.Append("start", clock.GetUtcNow(), json => json.WriteString("version", Product.Version));
    }

    /// <summary>The head, with what commands on this machine changed since: contracts hold it.</summary>
    public AuditHead Head
    {
        get
        {
            lock (_lock)
            {
                // A crash between the two writes leaves a change twice in the log, never out of it.
                foreach (var change in _store.Changes())
                {
                    _log.Append("change", change.Time, json => json.WriteString("change", change.What));
                    _store.ForgetChange(change.Number);
                }

                return _log.Head;
            }
        }
    }

    /// <summary>The proof from one size of this log to another; empty where the log is shorter.</summary>
    public IReadOnlyList<byte[]> Consistency(ulong first, ulong second)
    {
        lock (_lock) return _closed ? [] : _log.Consistency(first, second);
    }

    public void Enrolled(string site, ReadOnlySpan<byte> identityKey)
    {
        var fingerprint = IdentityKey.Fingerprint(identityKey);
        Append("enrolled", json =>
        {
            json.WriteString("site", site);
            json.WriteString("identity", fingerprint);
        });
    }

    public void Contracted(string run, OpenContract open) => Append("contract", json =>
    {
        json.WriteString("run", run);
        json.WriteString("contract", Convert.ToHexStringLower(open.Hash));
        json.WriteString("study", open.Contract.Study);
        json.WriteString("person", open.Contract.Person);
        json.WriteString("data", open.Contract.Question.Data);
        json.WriteString("analysis", AnalysisVersions.Of(open.Contract.Question).Name);
        json.WriteString("history", Convert.ToHexStringLower(open.Contract.HistoryHash.Span));
        json.WriteString("sites", string.Join(' ', open.Contract.Sites));
    });

    /// <summary>A total was added and goes down.</summary>
    public void Added(byte[] contract, ulong index, byte[] step, byte[] total) => Append("sum", json =>
    {
        json.WriteString("contract", Convert.ToHexStringLower(contract));
        json.WriteNumber("index", index);
        json.WriteString("step", Convert.ToHexStringLower(step));
        json.WriteString("total", Convert.ToHexStringLower(total));
    });

    /// <summary>A run ended, whatever it had come to.</summary>
    public void Ended(Run run) => Append("end", json =>
    {
        json.WriteString("run", run.Id);
        json.WriteString("study", run.Study);
        json.WriteString("person", run.Person);
        json.WriteString("outcome", run.Problems.Count > 0 ? run.Problems[0].Reason.WireName() : "answered");
        if (run.Provenance is { } provenance) json.WriteString("last", Convert.ToHexStringLower(provenance.LastTranscriptHash.Span));
    });

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _log.Dispose();
        }
    }

    private void Append(string kind, Action<Utf8JsonWriter> write)
    {
        lock (_lock)
        {
            // The service is going down while runs are open: they are not to fail for that, since they go on after its next start.
            if (!_closed) _log.Append(kind, _clock.GetUtcNow(), write);
        }
    }
}
