using System.Collections.Concurrent;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.State;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Coordinator.Runs;

/// <summary>All runs: from a submitted call to its stored end. After a restart no run stays open.</summary>
internal sealed partial class RunRegistry(Store store, ConnectedSites connected, RunOptions options, TimeProvider clock, ILogger<RunRegistry> log)
{
    /// <summary>More open runs than this are refused.</summary>
    public const int MostOpen = 256;

    private readonly ConcurrentDictionary<string, LiveRun> _live = new(StringComparer.Ordinal);

    /// <summary>Ends what the last process left open.</summary>
    public void EndAbandoned()
    {
        foreach (var run in store.OpenRuns())
        {
            run.State = RunState.Failed;
            run.Ended = Now();
            run.Problems.Add(new Problem { Reason = ErrorReason.CoordinatorRestarted, Message = "The coordinator was restarted in the middle of the run. Nothing was lost at the sites; submit the call again." });
            store.SaveRun(run, open: false, null);
        }
    }

    public Run Submit(StudyRecord study, string call, string person)
    {
        if (_live.Count >= MostOpen) throw new FedOncoException(ErrorReason.Overloaded, "Too many runs are open. Try again in a moment.");
        var run = new Run { Id = Guid.NewGuid().ToString("N"), Study = study.Name, Call = call, Person = person, Submitted = Now(), State = RunState.Submitted };
        var parsed = CallLanguage.Parse(call);
        run.Problems.AddRange(parsed.Problems);
        if (parsed.Question is { } question)
        {
            run.Question = question;
            run.Canonical = CallLanguage.Print(question);
            run.Problems.AddRange(Check(parsed, question, study));
        }

        if (run.Problems.Count > 0) return End(run, RunState.Invalid, null);
        return Start(run, study);
    }

    public Run? Find(string id) => _live.TryGetValue(id, out var live) ? live.Snapshot : store.FindRun(id);

    public LiveRun? FindLive(string id) => _live.GetValueOrDefault(id);

    private Run Start(Run run, StudyRecord study)
    {
        Contract contract;
        try
        {
            contract = ContractBuilder.Build(run.Question, study, store, run.Person, clock.GetUtcNow() + options.ContractLifetime);
        }
        catch (FedOncoException fault)
        {
            return End(run, StateOf(fault.Reason), new Problem { Reason = fault.Reason, Message = fault.Message });
        }

        run.SitesAsked.AddRange(contract.Sites);
        run.Progress.AddRange(contract.Sites.Select(s => new SiteProgress { Site = s, Stage = "asked" }));
        var question = Hashes.Question(contract);
        if (store.FindAnswer(question) is { } earlier) return FromRecord(run, earlier);
        store.SaveRun(run, open: true, null);
        var live = new LiveRun(run);
        _live[run.Id] = live;
        var dataset = study.Dictionary.Datasets.First(d => d.Name == run.Question.Data);
        _ = Task.Run(() => OwnAsync(live, contract, dataset, question));
        return live.Snapshot;
    }

    private async Task OwnAsync(LiveRun live, Contract contract, Dataset dataset, byte[] question)
    {
        using (live) await ExecuteAsync(live, contract, dataset, question).ConfigureAwait(false);
    }

    private async Task ExecuteAsync(LiveRun live, Contract contract, Dataset dataset, byte[] question)
    {
        var actor = new RunActor(live, contract, connected, options, clock);
        try
        {
            var roster = ContractBuilder.Members(store, contract.Sites);
            var (result, provenance) = await actor.RunAsync(dataset, roster).ConfigureAwait(false);
            Close(live, question, run =>
            {
                run.State = RunState.Completed;
                run.Result = result;
                run.Provenance = provenance;
                run.SitesContributed.AddRange(contract.Sites);
            });
        }
        catch (FedOncoException fault)
        {
            CloseWith(live, StateOf(fault.Reason), new Problem { Reason = fault.Reason, Message = fault.Message });
        }
        catch (SiteRefusalException refusal)
        {
            CloseWith(live, StateOf(refusal.Problem.Reason), new Problem { Reason = refusal.Problem.Reason, Message = refusal.Problem.Message });
        }
        catch (OperationCanceledException)
        {
            CloseWith(live, RunState.Cancelled, new Problem { Reason = ErrorReason.Cancelled, Message = "The run was cancelled." });
        }
        catch (Exception defect)
        {
            LogDefect(log, live.Id, defect.GetType().Name, defect.TargetSite?.Name);
            CloseWith(live, RunState.Failed, new Problem { Reason = ErrorReason.Internal, Message = "The coordinator met a defect in this analysis. Its log names the place; please report it." });
        }
    }

    private void CloseWith(LiveRun live, RunState state, Problem problem) => Close(live, null, run =>
    {
        run.State = state;
        run.Problems.Add(problem);
        if (problem.Reason == ErrorReason.SiteLost) run.SitesMissing.AddRange(run.SitesAsked.Where(s => !connected.IsConnected(s)));
    });

    /// <summary>Durable first, then shown.</summary>
    private void Close(LiveRun live, byte[]? question, Action<Run> change)
    {
        var ended = live.Snapshot;
        change(ended);
        ended.Ended = Now();
        store.SaveRun(ended, open: false, question);
        live.Update(run => run.MergeFrom(Changed(run, ended)));
        live.Complete();
        _live.TryRemove(live.Id, out _);
        LogEnded(log, live.Id, ended.State, ended.Problems.Count > 0 ? ended.Problems[0].Reason : ErrorReason.Unspecified);
    }

    /// <summary>The ended run without what the live one holds already (lists would be appended twice).</summary>
    private static Run Changed(Run live, Run ended)
    {
        var change = ended.Clone();
        change.Progress.Clear();
        change.SitesAsked.Clear();
        change.Problems.Clear();
        change.Problems.AddRange(ended.Problems.Skip(live.Problems.Count));
        return change;
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

    private Run End(Run run, RunState state, Problem? problem)
    {
        run.State = state;
        run.Ended = Now();
        if (problem is not null) run.Problems.Add(problem);
        store.SaveRun(run, open: false, null);
        return run;
    }

    private static IEnumerable<Problem> Check(ParsedCall parsed, Question question, StudyRecord study)
    {
        if (study.Dictionary.Datasets.FirstOrDefault(d => d.Name == question.Data) is not { } dataset)
        {
            var names = study.Dictionary.Datasets.Select(d => d.Name).ToList();
            var hint = NearestName.Of(question.Data, names) is { } near ? $" Did you mean {near}?" : $" It has: {string.Join(", ", names)}.";
            return [new Problem { Reason = ErrorReason.UnknownDataset, Message = $"Study {study.Name} has no dataset {question.Data}.{hint}", Position = (uint)Math.Max(0, parsed.Text.IndexOf(question.Data, StringComparison.Ordinal)) }];
        }

        var context = new StudyContext(question, dataset, study.Sites, new DisclosureTerms());
        return AnalysisRegistry.For(question).Check(context).Select(f => ProblemOf(parsed, f)).DistinctBy(p => (p.Position, p.Message));
    }

    private static Problem ProblemOf(ParsedCall parsed, SpecificationFault fault)
    {
        var problem = new Problem { Reason = fault.Reason, Message = fault.Message };
        problem.Position = fault.Where is { } where && parsed.PositionOf(where) is { } position ? position : 0;
        return problem;
    }

    private static RunState StateOf(ErrorReason reason) => reason.Status() switch
    {
        "refused" => RunState.Refused,
        "invalid" => RunState.Invalid,
        _ => RunState.Failed,
    };

    private Timestamp Now() => Timestamp.FromDateTimeOffset(clock.GetUtcNow());
}
