using System.Collections.Concurrent;
using FedOnco.Analyses.DataForms;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Health;
using FedOnco.Coordinator.Models;
using FedOnco.Coordinator.State;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Coordinator.Runs;

/// <summary>All runs: from a submitted call to its stored end. After a restart open runs go on from their stored totals.</summary>
internal sealed partial class RunRegistry(Store store, RecordedTotals record, ConnectedSites connected, CoordinatorDiary diary, RunOptions options, TimeProvider clock, RunMetrics metrics, ILogger<RunRegistry> log)
{
    private readonly ConcurrentDictionary<string, LiveRun> _live = new(StringComparer.Ordinal);
    private readonly RunQueue _queue = new(options.RunsAtOnce);
    private readonly RunContracts _contracts = new(store, record, diary, options, clock);
    private readonly ModelRegistry _models = new(store);
    private readonly AnalysisSets _sets = new(new SetRecord(store));

    // Ends that could not be written: in the store these runs are open, and they go on at the next start.
    private readonly ConcurrentDictionary<string, Run> _unwritten = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _underWay = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a call.</summary>
    internal CallCheck Checks => new(_sets);

    private ComposedRuns Composed => new(this, store);

    /// <summary>Runs under way, those that wait for their turn included.</summary>
    public int OpenCount => _live.Count;

    /// <summary>Runs that wait for their turn.</summary>
    public int WaitingCount => _queue.Waiting;

    /// <summary>Goes on with what the last process left open; what cannot go on ends by name.</summary>
    public void ResumeAbandoned()
    {
        foreach (var run in store.OpenRuns()) TryResume(run, ErrorReason.CoordinatorRestarted, "The coordinator was restarted in the middle of the run, and it cannot go on. Nothing was lost at the sites; submit the call again.");
    }

    /// <summary>Goes on with a run that ended because a site or the coordinator was away.</summary>
    /// <exception cref="FedOncoException">UnknownRun, or WrongArgument where the run cannot go on.</exception>
    public Run Resume(string id)
    {
        if (FindLive(id) is { } live) return live.Snapshot;
        var run = store.FindRun(id) ?? throw new FedOncoException(ErrorReason.UnknownRun, $"There is no run {id}.");
        if (run.State != RunState.Failed || run.Problems.All(p => p.Reason is not (ErrorReason.SiteLost or ErrorReason.CoordinatorRestarted)))
            throw new FedOncoException(ErrorReason.WrongArgument, $"Run {id} was not cut short: there is nothing to resume. Submit the call again.");
        run.Problems.Clear();
        run.SitesMissing.Clear();
        run.Ended = null;
        return TryResume(run, ErrorReason.SiteLost, "The run's contract has expired or its study has changed. Submit the call again.");
    }

    public Run Submit(StudyRecord study, string call, string person)
    {
        metrics.Submitted();
        RequireRoom(person);
        var run = new Run { Id = Guid.NewGuid().ToString("N"), Study = study.Name, Call = call, Person = person, Submitted = Now(), State = RunState.Submitted };
        var parsed = CallLanguage.Parse(call);
        run.Problems.AddRange(parsed.Problems);
        run.Name = parsed.Name;
        if (parsed.PostFit is { } after) return Composed.SubmitPostFit(run, study, parsed, after);
        if (parsed.Question is { } question)
        {
            if (Weighting.Resolve(question, study.Dictionary.Datasets.FirstOrDefault(d => d.Name == question.Data), name => Composed.FindNamed(run, name)?.Question) is { } misfit) run.Problems.Add(misfit);
            if (run.Problems.Count == 0 && ResolvedQuestion.IsAsked(question)) return Composed.SubmitResolved(run, study, parsed, question);
            run.Question = question;
            _models.Resolve(question, run.Study, run.Person);
            run.Problems.AddRange(Checks.Problems(parsed, question, study));
            run.Canonical = CallLanguage.Print(question);
        }

        if (run.Problems.Count > 0) return End(run, RunState.Invalid, null);
        return Start(run, study);
    }

    private void RequireRoom(string person)
    {
        if (_live.Count >= options.MostOpen) throw new FedOncoException(ErrorReason.Overloaded, $"{options.MostOpen} runs are open, more are not taken. Try again when some have ended.");
        if (_live.Count(l => l.Value.Person == person) >= options.MostOpenOfPerson) throw new FedOncoException(ErrorReason.Overloaded, $"{options.MostOpenOfPerson} runs of {person} are open, more are not taken. Wait for some to end, or cancel those that are not needed (`fedonco cancel RUN`).");
    }

    /// <summary>Begins a run that asks no site itself: its work asks other runs.</summary>
    internal Run Begin(Run run, Func<LiveRun, Task> work)
    {
        store.SaveRun(run, open: true, null);
        var live = new LiveRun(run);
        _live[run.Id] = live;
        _ = Task.Run(async () =>
        {
            using (live) await EndByNameAsync(live, () => work(live)).ConfigureAwait(false);
        });
        return live.Snapshot;
    }

    public Run? Find(string id) => _live.TryGetValue(id, out var live) ? live.Snapshot : _unwritten.TryGetValue(id, out var unwritten) ? unwritten.Clone() : store.FindRun(id);

    public LiveRun? FindLive(string id) => _live.GetValueOrDefault(id);

    private Run Start(Run run, StudyRecord study)
    {
        OpenContract open;
        try
        {
            open = _contracts.Make(run, study);
        }
        catch (FedOncoException fault)
        {
            return End(run, StateOf(fault.Reason), new Problem { Reason = fault.Reason, Message = fault.Message });
        }

        run.SitesAsked.AddRange(open.Contract.Sites);
        run.Progress.AddRange(open.Contract.Sites.Select(s => new SiteProgress { Site = s, Stage = "asked" }));
        if (store.FindAnswer(open.Answer) is { } earlier) return FromRecord(run, earlier);
        diary.Contracted(run.Id, open);
        record.SaveContract(run.Id, open.Offer.ToByteArray());
        store.SaveRun(run, open: true, null);
        return Own(run, open, resumed: false);
    }

    private Run TryResume(Run run, ErrorReason reason, string message)
    {
        if (_contracts.Reopen(run) is not { } open) return End(run, RunState.Failed, new Problem { Reason = reason, Message = message });
        run.State = RunState.Submitted;
        store.SaveRun(run, open: true, null);
        return Own(run, open, resumed: true);
    }

    private Run Own(Run run, OpenContract open, bool resumed)
    {
        var live = new LiveRun(run);
        _live[run.Id] = live;
        _underWay[run.Id] = open.Hash;
        // Its place in the queue is taken here, in the order of submission.
        var turn = _queue.EnterAsync(live.Cancelled);
        _ = Task.Run(() => OwnAsync(live, open, resumed, turn));
        return live.Snapshot;
    }

    private async Task OwnAsync(LiveRun live, OpenContract open, bool resumed, Task turn)
    {
        using (live)
        {
            try
            {
                await EndByNameAsync(live, () => ExecuteAsync(live, open, resumed, turn), open).ConfigureAwait(false);
            }
            finally
            {
                if (turn.IsCompletedSuccessfully) _queue.Leave();
            }
        }
    }

    private async Task ExecuteAsync(LiveRun live, OpenContract open, bool resumed, Task turn)
    {
        await turn.ConfigureAwait(false);
        var whole = open with { Question = _models.Whole(open.Contract) };
        var (result, provenance) = await new RunActor(live, whole, connected, record, diary, options, clock).RunAsync(resumed).ConfigureAwait(false);
        _contracts.Mark(open, CohortState.Answered);
        Close(live, open.Answer, run =>
        {
            run.State = RunState.Completed;
            run.Result = result;
            run.Provenance = provenance;
            run.SitesContributed.AddRange(open.Contract.Sites);
            if (store.FindStudy(run.Study) is { } study) _sets.Keep(run, study);
        });
    }

    /// <summary>Does the work of a run: whatever ends it early, it ends by name.</summary>
    /// <param name="live">The run.</param>
    /// <param name="work">Ends with <see cref="Close"/> where all goes well.</param>
    /// <param name="open">Its contract; null for a run that asks no site itself.</param>
    private async Task EndByNameAsync(LiveRun live, Func<Task> work, OpenContract? open = null)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (FedOncoException fault)
        {
            var isVerdict = !live.IsAnswering && fault.Reason is ErrorReason.Disclosure or ErrorReason.SetIncomplete;
            CloseWith(live, StateOf(fault.Reason), new Problem { Reason = fault.Reason, Message = fault.Message }, isVerdict ? open : null);
        }
        catch (SiteRefusalException refusal)
        {
            var message = refusal.Problem.Message.Contains(refusal.Site, StringComparison.Ordinal) ? refusal.Problem.Message : $"{refusal.Site}: {refusal.Problem.Message}";
            CloseWith(live, StateOf(refusal.Problem.Reason), new Problem { Reason = refusal.Problem.Reason, Message = message });
        }
        catch (OperationCanceledException)
        {
            CloseWith(live, RunState.Cancelled, new Problem { Reason = ErrorReason.Cancelled, Message = "The run was cancelled." });
        }
        catch (Exception full) when (StateFault.Is(full))
        {
            LogUnwritable(log, live.Id, StateFault.Why(full));
            CloseWith(live, RunState.Failed, new Problem { Reason = ErrorReason.StateUnwritable, Message = $"The coordinator cannot write its state: {StateFault.Cause}. Tell whoever runs it, then submit the call again." });
        }
        catch (Exception defect)
        {
            LogDefect(log, live.Id, defect.GetType().Name, defect.TargetSite?.Name);
            CloseWith(live, RunState.Failed, new Problem { Reason = ErrorReason.Internal, Message = "The coordinator met a defect in this call. Its log names the place; please report it." });
        }
    }

    /// <param name="live">The run.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="problem">Why.</param>
    /// <param name="refused">Its contract, where the end is a verdict on its cohorts.</param>
    internal void CloseWith(LiveRun live, RunState state, Problem problem, OpenContract? refused = null) => Close(live, null, run =>
    {
        if (refused is not null) _contracts.Mark(refused, CohortState.Refused);
        run.State = state;
        run.Problems.Add(problem);
        if (problem.Reason == ErrorReason.SiteLost) run.SitesMissing.AddRange(run.SitesAsked.Where(s => !connected.IsConnected(s)));
    });

    /// <summary>Durable first, then shown.</summary>
    internal void Close(LiveRun live, byte[]? question, Action<Run> change)
    {
        var ended = live.Snapshot;
        try
        {
            change(ended);
            ended.Ended = Now();
            store.SaveRun(ended, open: false, question);
            diary.Ended(ended);
            _models.Add(ended);
        }
        catch (Exception full) when (StateFault.Is(full))
        {
            LogUnwritable(log, live.Id, StateFault.Why(full));
            // An answer that is not on disk is not shown. On disk the run is open still: it goes on at the next start.
            _unwritten[live.Id] = ended = Unwritten(live.Snapshot);
        }

        live.End(ended);
        _live.TryRemove(live.Id, out _);
        _underWay.TryRemove(live.Id, out _);
        if (ended.Problems.All(p => p.Reason != ErrorReason.StateUnwritable)) record.Prune(RecordedTotals.MostBytes, _underWay.Values);
        metrics.Ended(ended);
        LogEnded(log, live.Id, ended.State, ended.Problems.Count > 0 ? ended.Problems[0].Reason : ErrorReason.Unspecified);
    }

    private Run Unwritten(Run run)
    {
        run.State = RunState.Failed;
        run.Ended = Now();
        run.Problems.Add(new Problem { Reason = ErrorReason.StateUnwritable, Message = $"The coordinator cannot write its state: {StateFault.Cause}. The run goes on when whoever runs it has mended that and started it again." });
        return run;
    }

    private Run FromRecord(Run run, Run earlier)
    {
        run.SitesContributed.AddRange(earlier.SitesContributed);
        run.Result = earlier.Result.Clone();
        run.Provenance = earlier.Provenance;
        run.Progress.Clear();
        run.Result.Notes.Add($"answered from the record: run {earlier.Id} asked the same question of the same snapshots");
        return End(run, RunState.Completed, null);
    }

    internal Run End(Run run, RunState state, Problem? problem)
    {
        run.State = state;
        run.Ended = Now();
        if (problem is not null) run.Problems.Add(problem);
        store.SaveRun(run, open: false, null);
        diary.Ended(run);
        _models.Add(run);
        return run;
    }

    private static RunState StateOf(ErrorReason reason) => reason.Status() switch
    {
        "refused" => RunState.Refused,
        "invalid" => RunState.Invalid,
        _ => RunState.Failed,
    };

    private Timestamp Now() => Timestamp.FromDateTimeOffset(clock.GetUtcNow());
}
