using FedOnco.Analyses.Disclosure;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Grpc.Core;

namespace FedOnco.Coordinator.Research;

/// <summary>For people: submit, watch, look around. A person sees only her studies.</summary>
internal sealed class ResearchApi(Store store, RunRegistry runs, ConnectedSites connected, Callers callers, SubmissionRate rate) : ResearchService.ResearchServiceBase
{
    private const int MostRuns = 1000;

    public override Task<SubmitRunResponse> SubmitRun(SubmitRunRequest request, ServerCallContext context)
    {
        var person = Caller(context, Deed.Ask);
        var study = StudyOf(person, request.Study);
        rate.Take(person.Name, study.Name);
        return Task.FromResult(new SubmitRunResponse { Run = runs.Submit(study, request.Call, person.Name) });
    }

    public override Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        Task.FromResult(new GetRunResponse { Run = Shown(Caller(context), request.Id) });

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<WatchRunResponse> responseStream, ServerCallContext context)
    {
        var person = Caller(context);
        var run = RunOf(person, request.Id);
        if (runs.FindLive(request.Id) is { } live)
        {
            await foreach (var state in live.Watch().ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            {
                run = state;
                await responseStream.WriteAsync(new WatchRunResponse { Run = Shown(person, state) }, context.CancellationToken).ConfigureAwait(false);
            }

            // Its end, with all its tables, was told.
            if (run.Ended is not null) return;
        }

        // A run that ended between the two look-ups is in the store.
        await responseStream.WriteAsync(new WatchRunResponse { Run = Shown(person, request.Id) }, context.CancellationToken).ConfigureAwait(false);
    }

    public override Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var person = Caller(context);
        var study = StudyOf(person, request.Study);
        var limit = request.Limit == 0 ? 100 : (int)Math.Min(request.Limit, MostRuns);
        return Task.FromResult(new ListRunsResponse { Runs = { store.Runs(study.Name, limit).Select(r => WithoutTables(Shown(person, r))) } });
    }

    public override Task<CancelRunResponse> CancelRun(CancelRunRequest request, ServerCallContext context)
    {
        RequireOwn(context, request.Id);
        runs.FindLive(request.Id)?.Cancel();
        return Task.FromResult(new CancelRunResponse { Run = runs.Find(request.Id) });
    }

    public override Task<ResumeRunResponse> ResumeRun(ResumeRunRequest request, ServerCallContext context)
    {
        RequireOwn(context, request.Id);
        return Task.FromResult(new ResumeRunResponse { Run = runs.Resume(request.Id) });
    }

    public override Task<ListStudiesResponse> ListStudies(ListStudiesRequest request, ServerCallContext context)
    {
        var person = Caller(context);
        return Task.FromResult(new ListStudiesResponse { Studies = { store.Studies().Where(s => May(person, s.Name)).Select(Summary) } });
    }

    public override Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var study = StudyOf(Caller(context), request.Study);
        return Task.FromResult(new ListDatasetsResponse
        {
            Datasets = { study.Dictionary.Datasets.Select(d => new DatasetSummary { Name = d.Name, Label = d.Label, Variables = (uint)d.Variables.Count, Sites = { Statuses(study, d.Name) } }) },
        });
    }

    public override Task<DescribeDatasetResponse> DescribeDataset(DescribeDatasetRequest request, ServerCallContext context)
    {
        var study = StudyOf(Caller(context), request.Study);
        var dataset = study.Dictionary.Datasets.FirstOrDefault(d => d.Name == request.Dataset)
            ?? throw new FedOncoException(ErrorReason.UnknownDataset, $"Study {study.Name} has no dataset {request.Dataset}. It has: {string.Join(", ", study.Dictionary.Datasets.Select(d => d.Name))}.");
        return Task.FromResult(new DescribeDatasetResponse { Dataset = dataset, Sites = { Statuses(study, dataset.Name) } });
    }

    public override Task<ListSetsResponse> ListSets(ListSetsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListSetsResponse { Sets = { new SetRecord(store).All(StudyOf(Caller(context, Deed.SeeResults), request.Study).Name) } });

    private List<SiteStatus> Statuses(StudyRecord study, string dataset)
    {
        var earlier = new CohortRecord(store).Entries(study.Name, dataset);
        return [.. store.Holdings(study.Name, dataset).OrderBy(h => h.Site, StringComparer.Ordinal)
            .Select(h => new SiteStatus { Site = h.Site, Connected = connected.IsConnected(h.Site), Conforming = h.Entry.Conforming, Problem = h.Entry.Problem, Refreshed = History.IsChanged(earlier, h.Site, h.Entry.SnapshotHash, h.Entry.Refresh), Refresh = h.Entry.Refresh })];
    }

    private Person Caller(ServerCallContext context, Deed deed = Deed.Look) => callers.Of(context, deed);

    /// <summary>Cancelling and resuming is for whoever asked, and for the lead of the study.</summary>
    private void RequireOwn(ServerCallContext context, string id)
    {
        var person = Caller(context, Deed.Ask);
        if (RunOf(person, id).Person != person.Name) Roles.Require(person.Role, Deed.Lead);
    }

    private Run Shown(Person person, string id) => Shown(person, RunOf(person, id));

    /// <summary>Auditors and administrators see who asked what under which contract, and how it ended; no number of an answer.</summary>
    private static Run Shown(Person person, Run run)
    {
        if (Roles.Allows(person.Role, Deed.SeeResults)) return run;
        var shown = run.Clone();
        shown.Result = null;
        shown.Round = null;
        return shown;
    }

    private StudyRecord StudyOf(Person person, string name) => callers.StudyOf(person, name);

    private Run RunOf(Person person, string id)
    {
        var run = runs.Find(id);
        return run is not null && May(person, run.Study) ? run : throw new FedOncoException(ErrorReason.UnknownRun, $"There is no run {id} for you. `fedonco runs` lists them.");
    }

    private static bool May(Person person, string study) => Callers.May(person, study);

    private static Run WithoutTables(Run run)
    {
        run.Result = null;
        return run;
    }

    private static Study Summary(StudyRecord study) => new()
    {
        Name = study.Name,
        Title = study.Title,
        Sites = { study.Sites },
        Datasets = { study.Dictionary.Datasets.Select(d => d.Name) },
        DictionaryVersion = study.Dictionary.Version,
    };
}
