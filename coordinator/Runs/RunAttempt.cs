using System.Security.Cryptography;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Runs;

/// <summary>One set of keys under a contract: offer, set-up, sums, end. It handles its messages one at a time.</summary>
internal sealed class RunAttempt
{
    private readonly LiveRun _live;
    private readonly OpenContract _open;
    private readonly ConnectedSites _connected;
    private readonly RecordedTotals _record;
    private readonly CoordinatorDiary _diary;
    private readonly ByteString _run = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));
    private readonly RunInbox _inbox;
    private readonly Downlink _down;

    public RunAttempt(LiveRun live, OpenContract open, ConnectedSites connected, RecordedTotals record, CoordinatorDiary diary, RunOptions options, TimeProvider clock)
    {
        _live = live;
        _open = open;
        _connected = connected;
        _record = record;
        _diary = diary;
        _down = new Downlink(open.Contract.Sites, connected, options.StageDeadline, clock, live.Cancelled);
        _inbox = new RunInbox(open.Contract.Sites, options.StageDeadline, clock, live.Cancelled);
    }

    private Google.Protobuf.Collections.RepeatedField<string> Sites => _open.Contract.Sites;

    /// <summary>The result with its provenance, time left open.</summary>
    /// <exception cref="FedOncoException">Why the run ended.</exception>
    /// <exception cref="SiteRefusalException">A site refused.</exception>
    /// <exception cref="SiteCutException">A site's stream ended: try again under new keys when it is back.</exception>
    public async Task<(Result Result, Provenance Provenance)> RunAsync()
    {
        _connected.Open(_run, _inbox.TakeAsync);
        _connected.Lost += _inbox.TakeLoss;
        Problem? problem = null;
        try
        {
            _live.Update(r => r.State = RunState.SettingUp);
            lock (_connected.Offering)
            {
                foreach (var site in Sites) _connected.TryOffer(site, new RunOffer(_open.Offer) { Run = _run }, _open.Contract.AuditSize, _diary.Consistency);
            }

            return await SumAsync(await SetUpAsync().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception end) when (ProblemOf(end) is { } known)
        {
            problem = known;
            throw;
        }
        finally
        {
            _connected.Close(_run);
            _connected.Lost -= _inbox.TakeLoss;
            _inbox.Close();
            Send(new FromCoordinator { Closed = new RunClosed { Run = _run, Problem = problem } });
        }
    }

    private static Problem? ProblemOf(Exception end) => end switch
    {
        FedOncoException fault => new Problem { Reason = fault.Reason, Message = fault.Message },
        SiteRefusalException refusal => refusal.Problem,
        SiteCutException cut => new Problem { Reason = ErrorReason.SiteLost, Message = cut.Message },
        OperationCanceledException => new Problem { Reason = ErrorReason.Cancelled, Message = "The run was cancelled." },
        _ => null,
    };

    /// <summary>Hellos and shares; the index up to which every site has verified totals in earlier attempts.</summary>
    private async Task<ulong> SetUpAsync()
    {
        var setUp = new CoordinatorSetUp(_run.Memory, Sites);
        HashSet<string> greeted = [], shared = [];
        _inbox.BeginStage();
        while (setUp.Shares is null)
        {
            var (site, message) = await _inbox.NextAsync(() => Sites.Where(s => !(setUp.Hellos is null ? greeted : shared).Contains(s))).ConfigureAwait(false);
            if (message.Hello is { } hello)
            {
                greeted.Add(site);
                _live.Update(r => Stage(r, site, "hello"));
                if (!setUp.Add(site, hello)) continue;
                _inbox.BeginStage();
                lock (_connected.Offering) Send(new FromCoordinator { Hellos = setUp.Hellos });
            }
            else if (message.Shares is { } shares)
            {
                shared.Add(site);
                _live.Update(r => Stage(r, site, "shares"));
                setUp.Add(site, shares);
            }
        }

        foreach (var (site, shares) in setUp.Shares) _connected.TrySend(site, new FromCoordinator { Shares = shares });
        return setUp.LeastIndex;
    }

    private async Task<(Result Result, Provenance Provenance)> SumAsync(ulong recorded)
    {
        _live.Update(r => r.State = RunState.Summing);
        var contract = _open.Contract;
        var transcript = new Transcript(_open.Hash, contract.RosterHash.Span, contract.HistoryHash.Span);
        var federation = new CentralFederation(_run.ToByteArray(), _open, recorded, _inbox, _down, _record, transcript, _live, _diary);
        var analysis = AnalysisRegistry.For(_open.Question);
        var context = new StudyContext(_open.Question, _open.Dataset, contract.Sites, contract.Terms) { History = _open.History, Snapshots = contract.SnapshotHashes };
        var totals = await QuestionProgram.RunAsync(analysis, context, federation, _live.Cancelled).ConfigureAwait(false);
        var result = analysis.Report(context, totals);
        var ends = await EndsAsync(transcript).ConfigureAwait(false);
        return (result, new Provenance
        {
            ContractHash = ByteString.CopyFrom(_open.Hash),
            Contract = contract,
            ProductVersion = Product.Version,
            Sums = federation.Sums,
            LastTranscriptHash = ByteString.CopyFrom(transcript.Hash),
            EndSignatures = { ends.Select(e => e.Signature) },
            BytesUp = federation.BytesUp,
            IdentityKeys = { Sites.Select(s => _open.Roster.Entries.First(e => e.Site == s).IdentityKey) },
        });
    }

    /// <summary>Every site's signature on the end: all of them are the run's certificate.</summary>
    private async Task<IReadOnlyList<RunEnd>> EndsAsync(Transcript transcript)
    {
        _inbox.BeginStage();
        var ends = new SortedDictionary<string, RunEnd>(SiteOrder.Instance);
        while (ends.Count < Sites.Count)
        {
            var (site, message) = await _inbox.NextAsync(() => Sites.Where(s => !ends.ContainsKey(s))).ConfigureAwait(false);
            if (message.End is not { } end || end.Site != site) continue;
            if (!end.LastHash.Span.SequenceEqual(transcript.Hash) || end.LastIndex != transcript.Index || !end.ContractHash.Span.SequenceEqual(_open.Hash))
                throw new FedOncoException(ErrorReason.StepMismatch, $"{site} ended the run with another history of totals.");
            ends[site] = end;
            _live.Update(r => Stage(r, site, "ended"));
        }

        RunCertificate.Require(new RunBinding(_run.ToByteArray(), _open.Hash, Hashes.Question(_open.Contract), _open.Roster, _open.Contract.HistoryHash.ToByteArray(), Sites), [.. ends.Values]);
        return [.. ends.Values];
    }

    private static void Stage(Run run, string site, string stage) => run.Progress.First(p => p.Site == site).Stage = stage;

    private void Send(FromCoordinator message)
    {
        foreach (var site in Sites) _connected.TrySend(site, message);
    }
}
