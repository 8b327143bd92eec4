using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>Contracts of runs, one at a time: the cohorts of each are on record before it is offered, so a later contract knows them.</summary>
internal sealed class RunContracts(Store store, RecordedTotals record, CoordinatorDiary diary, RunOptions options, TimeProvider clock)
{
    private readonly Lock _contracting = new();
    private readonly CohortRecord _cohorts = new(store);

    /// <exception cref="FedOncoException">The run cannot be offered.</exception>
    public OpenContract Make(Run run, StudyRecord study)
    {
        lock (_contracting)
        {
            var open = ContractBuilder.Build(run.Question, study, store, run.Person, clock.GetUtcNow() + options.ContractLifetime, _cohorts, diary.Head);
            var context = new StudyContext(open.Contract.Question, open.Dataset, open.Contract.Sites, open.Contract.Terms);
            if (ContractRules.Check(context) is [var forbidden, ..]) throw new FedOncoException(forbidden.Reason, forbidden.Message);
            if (context.IsGuarded && store.FindAnswer(open.Answer) is null) _cohorts.Add(study.Name, run.Question.Data, History.Of(open.Contract, open.Dataset));
            return open;
        }
    }

    /// <summary>The stored contract of a run; null where it has expired or the study is no longer the same.</summary>
    public OpenContract? Reopen(Run run)
    {
        if (record.ContractOf(run.Id) is not { } bytes) return null;
        var offer = RunOffer.Parser.ParseFrom(bytes);
        var contract = Contract.Parser.ParseFrom(offer.Contract);
        var dataset = store.FindStudy(run.Study)?.Dictionary.Datasets.FirstOrDefault(d => d.Name == contract.Question.Data);
        var roster = ContractBuilder.Members(store, contract.Sites);
        var same = dataset is not null && contract.DictionaryHash.Span.SequenceEqual(Hashes.Dataset(dataset)) && contract.RosterHash.Span.SequenceEqual(Hashes.Roster(roster));
        return same && contract.Expires.ToDateTimeOffset() > clock.GetUtcNow() ? new OpenContract(offer, contract, dataset!, roster) : null; // Same: there is a dataset.
    }

    /// <summary>What became of a contract's cohorts.</summary>
    public void Mark(OpenContract open, CohortState state)
    {
        if (open.Contract.Terms.Profile != Profile.Open) _cohorts.Mark(open.Contract.Study, open.Contract.Question.Data, History.Of(open.Contract, open.Dataset), state);
    }
}
