using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Models;

/// <summary>Trained models of a person in a study: a name has versions, each with the run that trained it.</summary>
internal sealed class ModelRegistry(Store store)
{
    /// <summary>Takes in the model of a run that completed.</summary>
    public void Add(Run run)
    {
        if (run is not { State: RunState.Completed, Result.Model: not null } || run.Question?.Analysis?.Train is null) return;
        var name = run.Name.Length > 0 ? run.Name : "model-" + run.Id[..8];
        store.Write("INSERT INTO models SELECT $a, $b, $c, (SELECT coalesce(max(version), 0) + 1 FROM models WHERE study = $a AND person = $b AND name = $c), $d WHERE NOT EXISTS (SELECT 1 FROM models WHERE run = $d)", run.Study, run.Person, name, run.Id);
    }

    /// <summary>Models of a person, by name and version.</summary>
    public IReadOnlyList<(string Name, uint Version, Run Run)> All(string study, string person) =>
        [.. store.Read("SELECT name, version, run FROM models WHERE study = $a AND person = $b ORDER BY name, version", r => (r.GetString(0), (uint)r.GetInt64(1), r.GetString(2)), study, person)
            .Select(m => (m.Item1, m.Item2, store.FindRun(m.Item3)!))]; // Runs are never deleted.

    /// <summary>NAME for the newest version, or NAME@VERSION; null where there is none.</summary>
    public (string Name, uint Version, Run Run)? Find(string study, string person, string model)
    {
        var parts = model.Split('@');
        var versions = All(study, person).Where(m => m.Name == parts[0] && (parts.Length == 1 || m.Version.ToString() == parts[1])).ToList();
        return versions.Count == 0 ? null : versions[^1];
    }

    /// <summary>Puts the model that evaluate() names into its question.</summary>
    public void Resolve(Question question, string study, string person)
    {
        if (question.Analysis?.Evaluate is not { } evaluate || Find(study, person, evaluate.Model) is not { } found) return;
        evaluate.Trained = found.Run.Result.Model.Clone();
        evaluate.TranscriptHash = found.Run.Provenance.LastTranscriptHash;
    }
}
