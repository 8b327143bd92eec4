using System.Security.Cryptography;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Runs;

/// <summary>One run at the coordinator: offer, set-up, sums, end. It handles its messages one at a time.</summary>
internal sealed class RunActor
{
    private readonly LiveRun _live;
    private readonly Contract _contract;
    private readonly ConnectedSites _connected;
    private readonly RunOptions _options;
    private readonly TimeProvider _clock;
    private readonly byte[] _run = RandomNumberGenerator.GetBytes(16);
    private readonly byte[] _contractBytes;
    private readonly RunInbox _inbox;

    public RunActor(LiveRun live, Contract contract, ConnectedSites connected, RunOptions options, TimeProvider clock)
    {
        _live = live;
        _contract = contract;
        _connected = connected;
        _options = options;
        _clock = clock;
        _contractBytes = contract.ToByteArray();
        _inbox = new RunInbox(contract.Sites, options.StageDeadline, clock, live.Cancelled);
    }

    /// <summary>The result with its provenance.</summary>
    /// <exception cref="FedOncoException">Why the run ended.</exception>
    /// <exception cref="SiteRefusalException">A site refused.</exception>
    public async Task<(Result Result, Provenance Provenance)> RunAsync(Dataset dataset, Roster roster)
    {
        var started = _clock.GetTimestamp();
        var missing = await _connected.WaitForAsync(_contract.Sites, _options.SiteWait, _clock, _live.Cancelled).ConfigureAwait(false);
        if (missing.Count > 0) throw new FedOncoException(ErrorReason.SiteLost, $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not connected. Try again when the site is back, or ask its IT to start the agent.");
        _connected.Received += OnReceived;
        _connected.Lost += _inbox.TakeLoss;
        Problem? problem = null;
        try
        {
            await SetUpAsync().ConfigureAwait(false);
            return await SumAsync(dataset, roster, started).ConfigureAwait(false);
        }
        catch (FedOncoException fault)
        {
            problem = new Problem { Reason = fault.Reason, Message = fault.Message };
            throw;
        }
        catch (SiteRefusalException refusal)
        {
            problem = refusal.Problem;
            throw;
        }
        catch (OperationCanceledException)
        {
            problem = new Problem { Reason = ErrorReason.Cancelled, Message = "The run was cancelled." };
            throw;
        }
        finally
        {
            _connected.Received -= OnReceived;
            _connected.Lost -= _inbox.TakeLoss;
            Send(new FromCoordinator { Closed = new RunClosed { Run = ByteString.CopyFrom(_run), Problem = problem } });
        }
    }

    private async Task SetUpAsync()
    {
        _live.Update(r => r.State = RunState.SettingUp);
        Send(new FromCoordinator { Offer = new RunOffer { Run = ByteString.CopyFrom(_run), Contract = ByteString.CopyFrom(_contractBytes) } });
        var setUp = new CoordinatorSetUp(_run, _contract.Sites);
        HashSet<string> greeted = [], shared = [];
        while (setUp.Shares is null)
        {
            var (site, message) = await _inbox.NextAsync(() => _contract.Sites.Where(s => !(setUp.Hellos is null ? greeted : shared).Contains(s))).ConfigureAwait(false);
            if (message.Hello is { } hello)
            {
                greeted.Add(site);
                _live.Update(r => Stage(r, site, "hello"));
                if (setUp.Add(site, hello)) Send(new FromCoordinator { Hellos = setUp.Hellos });
            }
            else if (message.Shares is { } shares)
            {
                shared.Add(site);
                _live.Update(r => Stage(r, site, "shares"));
                setUp.Add(site, shares);
            }
        }

        foreach (var (site, shares) in setUp.Shares) _connected.TrySend(site, new FromCoordinator { Shares = shares });
    }

    private async Task<(Result Result, Provenance Provenance)> SumAsync(Dataset dataset, Roster roster, long started)
    {
        _live.Update(r => r.State = RunState.Summing);
        var contractHash = Hashes.Contract(_contractBytes);
        var transcript = new Transcript(contractHash, _contract.RosterHash.Span, _contract.HistoryHash.Span);
        var federation = new CentralFederation(_run, _contract.Sites, _inbox, _connected, transcript, _live);
        var analysis = AnalysisRegistry.For(_contract.Question);
        var context = new StudyContext(_contract.Question, dataset, _contract.Sites, _contract.Terms);
        var totals = await QuestionProgram.RunAsync(analysis, context, federation, _live.Cancelled).ConfigureAwait(false);
        var result = analysis.Report(context, totals);
        var ends = await EndsAsync(contractHash, transcript, roster).ConfigureAwait(false);
        var provenance = new Provenance
        {
            ContractHash = ByteString.CopyFrom(contractHash),
            Contract = _contract,
            ProductVersion = Product.Version,
            Sums = federation.Sums,
            LastTranscriptHash = ByteString.CopyFrom(transcript.Hash),
            EndSignatures = { ends.Select(e => e.Signature) },
            BytesUp = federation.BytesUp,
            Seconds = _clock.GetElapsedTime(started).TotalSeconds,
        };
        return (result, provenance);
    }

    /// <summary>Every site's signature on the end: all of them are the run's certificate.</summary>
    private async Task<IReadOnlyList<RunEnd>> EndsAsync(byte[] contractHash, Transcript transcript, Roster roster)
    {
        var ends = new SortedDictionary<string, RunEnd>(SiteOrder.Instance);
        while (ends.Count < _contract.Sites.Count)
        {
            var (site, message) = await _inbox.NextAsync(() => _contract.Sites.Where(s => !ends.ContainsKey(s))).ConfigureAwait(false);
            if (message.End is not { } end || end.Site != site) continue;
            if (!end.LastHash.Span.SequenceEqual(transcript.Hash) || end.LastIndex != transcript.Index || !end.ContractHash.Span.SequenceEqual(contractHash))
                throw new FedOncoException(ErrorReason.StepMismatch, $"{site} ended the run with another history of totals.");
            ends[site] = end;
            _live.Update(r => Stage(r, site, "ended"));
        }

        RunCertificate.Require(new RunBinding(_run, contractHash, Hashes.Question(_contract), roster, _contract.HistoryHash.ToByteArray(), _contract.Sites), [.. ends.Values]);
        return [.. ends.Values];
    }

    private void OnReceived(string site, FromAgent message)
    {
        if (RunOf(message)?.Span.SequenceEqual(_run) == true) _inbox.Take(site, message);
    }

    private static ByteString? RunOf(FromAgent message) => message.MessageCase switch
    {
        FromAgent.MessageOneofCase.Refusal => message.Refusal.Run,
        FromAgent.MessageOneofCase.Hello => message.Hello.Run,
        FromAgent.MessageOneofCase.Shares => message.Shares.Run,
        FromAgent.MessageOneofCase.Tally => message.Tally.Run,
        FromAgent.MessageOneofCase.End => message.End.Run,
        _ => null,
    };

    private static void Stage(Run run, string site, string stage) => run.Progress.First(p => p.Site == site).Stage = stage;

    private void Send(FromCoordinator message)
    {
        foreach (var site in _contract.Sites) _connected.TrySend(site, message);
    }
}
