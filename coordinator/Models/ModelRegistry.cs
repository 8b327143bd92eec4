using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Models;

/// <summary>Trained models of a person in a study: a name has versions, each with the run that trained it.</summary>
internal sealed class ModelRegistry(Store store)
{
    /// <summary>Takes in the model of a run that completed.</summary>
    public void Add(Run run)
    {
        if (run is not { State: RunState.Completed, Result.Model: not null } || run.Question?.Analysis?.Train is null) return;
        var name = run.Name.Length > 0 ? run.Name : "model-" + run.Id[..8];
        store.Write("INSERT INTO models SELECT @a, @b, @c, (SELECT coalesce(max(version), 0) + 1 FROM models WHERE study = @a AND person = @b AND name = @c), @d WHERE NOT EXISTS (SELECT 1 FROM models WHERE run = @d)", run.Study, run.Person, name, run.Id);
    }

    /// <summary>Models of a person, by name and version.</summary>
    public IReadOnlyList<(string Name, uint Version, Run Run)> All(string study, string person) => [.. Versions(study, person).Select(m => (m.Name, m.Version, RunOf(m.Run)))];

    /// <summary>NAME for the newest version, or NAME@VERSION; null where there is none.</summary>
    public (string Name, uint Version, Run Run)? Find(string study, string person, string model)
    {
        var parts = model.Split('@');
        var versions = Versions(study, person).Where(m => m.Name == parts[0] && (parts.Length == 1 || m.Version.ToString() == parts[1])).ToList();
        return versions is [.., var newest] ? (newest.Name, newest.Version, RunOf(newest.Run)) : null;
    }

    /// <summary>The question of a contract, with the whole model where it is evaluate(); contract and offer carry its outline only.</summary>
    /// <exception cref="FedOncoException">ModelUnknown where the run that trained it is not here any more.</exception>
    public Question Whole(Contract contract)
    {
        if (contract.Question.Analysis.Evaluate is not { } evaluate) return contract.Question;
        var name = evaluate.Model.Split('@')[0];
        var trained = Versions(contract.Study, contract.Person).Where(m => m.Name == name).Reverse().Select(m => RunOf(m.Run)).FirstOrDefault(r => r.Provenance.LastTranscriptHash.Equals(evaluate.TranscriptHash))
            ?? throw new FedOncoException(ErrorReason.ModelUnknown, $"The run that trained {evaluate.Model} is not here any more. Train the model again.");
        return ModelOutline.Filled(contract.Question, trained.Result.Model);
    }

    /// <summary>Puts the outline of the model that evaluate() names into its question.</summary>
    public void Resolve(Question question, string study, string person)
    {
        if (question.Analysis?.Evaluate is not { } evaluate || Find(study, person, evaluate.Model) is not { } found) return;
        evaluate.Trained = ModelOutline.Of(found.Run.Result.Model).Clone();
        evaluate.Fingerprint = ByteString.CopyFrom(ModelOutline.Fingerprint(found.Run.Result.Model));
        evaluate.TranscriptHash = found.Run.Provenance.LastTranscriptHash;
    }

    private List<(string Name, uint Version, string Run)> Versions(string study, string person) =>
        store.Read("SELECT name, version, run FROM models WHERE study = @a AND person = @b ORDER BY name, version", r => (r.GetString(0), (uint)r.GetInt64(1), r.GetString(2)), study, person);

    private Run RunOf(string id) => store.FindRun(id)!; // Runs are never deleted.
}
