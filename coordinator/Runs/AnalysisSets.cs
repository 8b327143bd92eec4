using FedOnco.Analyses.Descriptive.AnalysisSets;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.State;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Coordinator.Runs;

/// <summary>Analysis sets by name: calls with data = NAME run on the rows that analysis_set(NAME, ..) fixed.</summary>
internal sealed class AnalysisSets(SetRecord record)
{
    /// <summary>Puts dataset and rows of a set into a question that names one; null where there is nothing of this name.</summary>
    public Dataset? Resolve(Question question, StudyRecord study)
    {
        if (study.Dictionary.Datasets.FirstOrDefault(d => d.Name == question.Data) is { } dataset) return dataset;
        if (record.Find(study.Name, question.Data) is not { } set) return null;
        question.Data = set.Dataset;
        question.Set = set.Set;
        return study.Dictionary.Datasets.FirstOrDefault(d => d.Name == set.Dataset);
    }

    /// <summary>Everything that data = may name in a study.</summary>
    public IEnumerable<string> Names(StudyRecord study) => study.Dictionary.Datasets.Select(d => d.Name).Concat(record.All(study.Name).Select(s => s.Set.Name));

    /// <summary>A name stands for one thing in a study; null where it is free or stands for the same rows.</summary>
    public string? Conflict(Question question, StudyRecord study)
    {
        if (question.Analysis.KindCase != Analysis.KindOneofCase.AnalysisSet) return null;
        var name = question.Analysis.AnalysisSet.Name;
        if (study.Dictionary.Datasets.Any(d => d.Name == name)) return $"{name} is a dataset of {study.Name}. Give the set another name.";
        return record.Find(study.Name, name) is { } known && (known.Dataset != question.Data || !known.Set.Equals(Define(question, study)))
            ? $"There is a set {name} of {known.Dataset} with other rows (`fedonco sets` lists them). Give this one another name."
            : null;
    }

    /// <summary>Keeps the set that a completed run fixed.</summary>
    public void Keep(Run run, StudyRecord study)
    {
        if (run.Question.Analysis.KindCase != Analysis.KindOneofCase.AnalysisSet) return;
        record.Add(new SetSummary
        {
            Study = run.Study,
            Dataset = run.Question.Data,
            Set = Define(run.Question, study),
            Person = run.Person,
            Made = run.Submitted ?? new Timestamp(),
            Run = run.Id,
            Rows = run.Result.Glance.FirstOrDefault(g => g.Name == "n")?.Number ?? 0,
        });
    }

    private static AnalysisSet Define(Question question, StudyRecord study) =>
        AnalysisSetQuestion.Define(new StudyContext(question, study.Dictionary.Datasets.First(d => d.Name == question.Data), study.Sites, new DisclosureTerms()));
}
